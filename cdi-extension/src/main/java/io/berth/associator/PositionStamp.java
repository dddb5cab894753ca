package io.berth.associator;

import io.berth.model.Association;
import io.berth.model.Position;
import io.berth.store.AssociationTable;
import io.berth.store.AuthorityException;
import org.jboss.logging.Logger;

/**
 * Notes where a committed version stands in its home's log. To be used after the commit, never
 * before: a place taken before it would be passed too early (LESSONS 59).
 */
public final class PositionStamp {
  private static final Logger LOG = Logger.getLogger(PositionStamp.class);
  private final AssociationTable associations;
  private final Afterwards afterwards;

  public PositionStamp(AssociationTable associations, Afterwards afterwards) {
    this.associations = associations;
    this.afterwards = afterwards;
  }

  /** The same record with its position; unchanged when nobody watches the store. */
  public Association stamp(Association committed) {
    Position position = afterwards.position();
    if (position.stores().isEmpty()) {
      return committed;
    }
    try {
      associations.place(committed, position);
    } catch (AuthorityException e) {
      LOG.warnf(
          "BERTH-311 the position of %s could not be stored: %s; where it is not known, the consumer"
              + " stays with its home until its data changes again",
          committed.consumer(), e.getMessage());
    }
    return new Association(
        committed.consumer(),
        committed.home(),
        committed.resources(),
        committed.version(),
        committed.epoch(),
        position,
        committed.acknowledgedBy(),
        committed.tombstone());
  }
}
