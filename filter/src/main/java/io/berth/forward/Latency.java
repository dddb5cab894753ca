package io.berth.forward;

/**
 * How long a node lately took until its answer began, from when the request went to its pool, in
 * microseconds. Percentiles are at most an eighth too high.
 *
 * @param answers how many answers this is made of, of the last minute or two
 */
public record Latency(long answers, long median, long p90, long p99, long max) {}
