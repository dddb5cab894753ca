package io.berth.cluster;

import io.berth.model.Association;
import java.util.List;

/**
 * What one process tells another outside their common cache (DESIGN 7, claim 31). Newer versions
 * win and saying it twice changes nothing, so it may be lost, repeated and reordered.
 *
 * @param associations records of consumers with their resources, the newest that the sender knows
 * @param announcements what nodes of the sender's site say of themselves, their managers and stock
 * @param digest asks for what differs: one sum for each group of consumers, as {@code
 *     MappingDigest} makes them; empty when nothing is asked
 * @param last whether this ends an answer
 */
public record Packet(
    List<Association> associations,
    List<Announcement> announcements,
    List<Long> digest,
    boolean last) {
  public Packet {
    associations = List.copyOf(associations);
    announcements = List.copyOf(announcements);
    digest = List.copyOf(digest);
  }

  /** Says where consumers are and nothing else. */
  public static Packet of(List<Association> associations) {
    return new Packet(associations, List.of(), List.of(), false);
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return associations.isEmpty() && announcements.isEmpty() && digest.isEmpty();
  }
}
