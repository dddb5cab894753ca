package io.berth.forward;

/** Who uses a connection to a node just now. The loop's thread. */
interface UpstreamOwner {
  void upstreamWritable();

  /** There are bytes, or the end. */
  void upstreamReadable();

  /** A defect of ours came up on the way. */
  void defect();
}
