package io.berth.sample.bench;

import java.io.IOException;

/** A candidate that runs. */
record NodeUnderTest(Candidate candidate, Child child, int port) implements AutoCloseable {
  private static final double BYTES_PER_MIB = 1024 * 1024;

  String name() {
    return candidate.name();
  }

  /** Another in the same process. */
  NodeUnderTest beside(Candidate other, int itsPort) {
    return new NodeUnderTest(other, child, itsPort);
  }

  private boolean isJava() {
    return !candidate.program().isEmpty();
  }

  /** Heap and direct memory that are in use after a full collection, in MiB. */
  double liveMib() throws IOException {
    return Long.parseLong(child.ask("live", "live")) / BYTES_PER_MIB;
  }

  Memory memory() throws IOException {
    double heap = isJava() ? Long.parseLong(child.ask("peak", "peak")) / BYTES_PER_MIB : 0;
    return new Memory(name(), child.peakResidentMib(), heap);
  }

  @Override
  public void close() {
    child.close();
  }
}
