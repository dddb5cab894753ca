package io.berth.sample.bench;

/**
 * Time, and what of it two processes had a core for.
 *
 * @param micros of a wall clock
 * @param nodeMicros CPU of the node under test, user and system
 * @param loadMicros the same of this process: load and backends
 */
record Spent(double micros, double nodeMicros, double loadMicros) {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_SECOND = 1e6;

  static Spent sofar(NodeUnderTest node) {
    return new Spent(
        System.nanoTime() / NANOS_PER_MICRO,
        Child.cpuMicros(node.child().handle()),
        Child.cpuMicros(ProcessHandle.current()));
  }

  Spent since(Spent before) {
    return new Spent(
        micros - before.micros, nodeMicros - before.nodeMicros, loadMicros - before.loadMicros);
  }

  double seconds() {
    return micros / MICROS_PER_SECOND;
  }
}
