package io.berth.forward;

/** Something that takes time and ends some day: an exchange, a tunnel. The loop's thread. */
abstract class Underway {
  private int index = -1;

  /** About every 100 ms: is it late? */
  abstract void tick(long now);

  /** The forwarder is closing: end now. */
  abstract void forwarderCloses();

  /** This node is leaving: end now if the client comes back by itself. */
  void handOver() {
    // most end by themselves
  }

  /** Where it stands in the list of all; -1 when it is not in it. */
  final int index() {
    return index;
  }

  final void setIndex(int index) {
    this.index = index;
  }
}
