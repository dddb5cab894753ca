package io.berth.sample.bench;

/**
 * What a node took at most, in the whole run.
 *
 * @param node which candidate
 * @param peakResidentMib of the process
 * @param peakHeapMib used heap, garbage included; 0 where there is none
 */
public record Memory(String node, double peakResidentMib, double peakHeapMib) {}
