package io.berth.mapping;

/**
 * What one node's mapping cache has done since its start.
 *
 * @param hits look-ups answered by the cache
 * @param misses look-ups that the cache could not answer
 * @param loads questions to the authority; fewer than misses where several asked for one consumer
 * @param unknown look-ups that the authority answered with "no such consumer"
 * @param degraded look-ups that nobody could answer
 * @param timedOut look-ups that took too long
 * @param published records that changed the cache
 * @param unpublished records that the cache refused to take
 */
public record MappingStatistics(
    long hits,
    long misses,
    long loads,
    long unknown,
    long degraded,
    long timedOut,
    long published,
    long unpublished) {}
