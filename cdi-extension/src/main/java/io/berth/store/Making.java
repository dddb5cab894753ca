package io.berth.store;

/** What became of starting a resource. */
public sealed interface Making {
  /** A row is there; the real thing has to be made now. */
  record Started(Stock stock) implements Making {}

  /** There is as much as the bound allows. */
  record Enough() implements Making {}

  /** The manager's capacity is used up. */
  record ManagerFull() implements Making {}

  /** Other nodes make from a newer template. */
  record Superseded(long generation) implements Making {}
}
