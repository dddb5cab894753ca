package io.berth.model;

/** What a node says of itself. Only a {@link #READY} node is sent new requests of other nodes. */
public enum NodeState {
  STARTING,
  READY,
  DRAINING,
  GONE
}
