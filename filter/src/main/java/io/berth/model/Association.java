package io.berth.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The durable record consumer - resources - home.
 *
 * @param consumer who
 * @param home the manager the consumer was first associated with; the one writer of its data
 * @param resources what the consumer was given
 * @param version grows by one with every change of the consumer's data that must be proven anew; at
 *     least 1
 * @param epoch the fence of the claim that made it
 * @param position where the data of this version stands in the home's log
 * @param acknowledgedBy managers other than the home that have acknowledged this version
 * @param tombstone the consumer was deleted; the record stays so that the deletion can be proven
 *     too
 * @param unread what a newer version of Berth said of it that this one does not understand
 */
public record Association(
    ConsumerId consumer,
    String home,
    List<Resource> resources,
    long version,
    long epoch,
    Position position,
    Set<String> acknowledgedBy,
    boolean tombstone,
    Unread unread) {
  public Association {
    Names.check("home", home);
    if (version < 1) {
      throw new IllegalArgumentException("version must be at least 1, got " + version);
    }
    resources = List.copyOf(resources);
    acknowledgedBy = Set.copyOf(acknowledgedBy);
  }

  /** A record that this version of Berth understands as a whole. */
  public Association(
      ConsumerId consumer,
      String home,
      List<Resource> resources,
      long version,
      long epoch,
      Position position,
      Set<String> acknowledgedBy,
      boolean tombstone) {
    this(
        consumer,
        home,
        resources,
        version,
        epoch,
        position,
        acknowledgedBy,
        tombstone,
        Unread.NONE);
  }

  /**
   * What is known once both records are: the newer version, or for one version the union of the
   * acknowledgements. Idempotent, commutative and associative (RULES M5).
   */
  public Association merge(Association other) {
    if (!consumer.equals(other.consumer)) {
      throw new IllegalArgumentException("records of two consumers cannot be merged");
    }
    if (version != other.version) {
      return version > other.version ? this : other;
    }
    return knowsAsMuchAs(other) ? with(other) : other.with(this);
  }

  private Association with(Association other) {
    return withAcknowledgedBy(other.acknowledgedBy).with(unread.merge(other.unread));
  }

  private boolean knowsAsMuchAs(Association other) {
    return !position.isUnknown() || other.position.isUnknown();
  }

  private Association withAcknowledgedBy(Set<String> others) {
    if (acknowledgedBy.containsAll(others)) {
      return this;
    }
    Set<String> union = new HashSet<>(acknowledgedBy);
    union.addAll(others);
    return new Association(
        consumer, home, resources, version, epoch, position, union, tombstone, unread);
  }

  /** The same record with what was left unread of it. */
  public Association with(Unread left) {
    return left.equals(unread)
        ? this
        : new Association(
            consumer, home, resources, version, epoch, position, acknowledgedBy, tombstone, left);
  }

  /** The same record as one that proves nothing: nobody but the home is sure to hold it. */
  public Association provenAtHomeAlone() {
    return new Association(
        consumer, home, resources, version, epoch, Position.UNKNOWN, Set.of(), tombstone, unread);
  }

  /**
   * The same record once {@code manager} has acknowledged {@code acknowledged}; other versions
   * change nothing.
   */
  public Association acknowledged(String manager, long acknowledged) {
    return acknowledged == version ? withAcknowledgedBy(Set.of(manager)) : this;
  }
}
