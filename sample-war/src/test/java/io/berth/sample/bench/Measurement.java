package io.berth.sample.bench;

/**
 * One window of one node under one load.
 *
 * @param node which candidate
 * @param bodyBytes of each answer
 * @param connections clients that ask in a closed loop
 * @param perSecond answers
 * @param cpuMicros CPU time of the node's process, user and system, for each answer
 * @param p50Micros median time from asking to the last byte of the answer
 * @param p99Micros the same, the slowest of a hundred
 * @param nodeBusy how much of its core the node used, 0 to 1; well below 1, the rate says little
 * @param loadBusy how much of its core load and backends used
 * @param errors answers that were wrong or did not come, in that window
 */
public record Measurement(
    String node,
    long bodyBytes,
    int connections,
    double perSecond,
    double cpuMicros,
    double p50Micros,
    double p99Micros,
    double nodeBusy,
    double loadBusy,
    long errors) {
  private static final double TOLERATED = 0.001;

  /** The CPU time, unless errors make it worthless: then not a number, which meets no bound. */
  double soundCpuMicros() {
    return errors > TOLERATED * perSecond ? Double.NaN : cpuMicros;
  }
}
