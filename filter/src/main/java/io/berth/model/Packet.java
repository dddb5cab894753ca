package io.berth.model;

import java.util.List;

/**
 * What one process tells another outside their common cache (DESIGN 7). Newer versions win and
 * saying it twice changes nothing, so it may be lost, repeated and reordered.
 *
 * @param associations the newest records the sender knows
 */
public record Packet(List<Association> associations) {
  public Packet {
    associations = List.copyOf(associations);
  }
}
