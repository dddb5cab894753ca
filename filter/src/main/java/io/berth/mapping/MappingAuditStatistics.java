package io.berth.mapping;

/**
 * What holding the cache against the authority has found since the start of this node.
 *
 * @param audits how often it was done to the end
 * @param rows rows of the authority that were looked at
 * @param missing rows that the cache did not have, and has now
 * @param outdated records that were older than their row, and were renewed
 * @param ahead records that were newer than their row even when it was read again, and were
 *     replaced by it; never seen unless somebody else writes to the cache or the tables were put
 *     back
 * @param strays records without a row, twice in a row, that were dropped
 * @param dropped records of registered consumers that were dropped to save memory
 * @param tookMillis how long the last one took, 0 before the first
 */
public record MappingAuditStatistics(
    long audits,
    long rows,
    long missing,
    long outdated,
    long ahead,
    long strays,
    long dropped,
    long tookMillis) {}
