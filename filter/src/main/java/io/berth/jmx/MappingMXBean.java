package io.berth.jmx;

/** What an operator sees of the mapping cache. Figures since the start of this node. */
public interface MappingMXBean {
  /** Look-ups answered by the cache. */
  long getHits();

  /** Look-ups that the cache could not answer. */
  long getMisses();

  /** Questions to the authority. */
  long getLoads();

  /** Look-ups that the authority answered with "no such consumer". */
  long getUnknown();

  /** Look-ups that nobody could answer. */
  long getDegraded();

  /** Look-ups that took too long. */
  long getTimedOut();

  /** Records that changed the cache. */
  long getPublished();

  /** Records that the cache refused to take. */
  long getUnpublished();

  /** How often this node has held the cache against the authority. */
  long getAudits();

  /** Rows of the authority that were looked at. */
  long getAuditedRows();

  /** Rows that the cache did not have, and has now. */
  long getMissing();

  /** Records that were older than their row, and were renewed. */
  long getOutdated();

  /** Records that were newer than anything the authority has committed, and were replaced. */
  long getAhead();

  /** Records without a row that were dropped. */
  long getStrays();

  /** Records of registered consumers that were dropped to save memory. */
  long getDropped();

  /** How long the last audit took, in ms; 0 before the first. */
  long getAuditMillis();
}
