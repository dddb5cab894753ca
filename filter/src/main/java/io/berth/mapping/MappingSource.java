package io.berth.mapping;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.List;
import java.util.Optional;

/**
 * The authority behind the mapping cache, implemented by {@code berth-cdi}'s store. Called by many
 * threads at once, but by at most one per consumer; may block for as long as its own time-out
 * allows; never given or returning null.
 */
public interface MappingSource {
  /**
   * The record of a consumer, tombstones included; empty only when the authority answered that
   * there is none.
   *
   * @throws RuntimeException when the authority could not be asked; that is read as degraded, never
   *     as unknown
   */
  Optional<Association> find(ConsumerId consumer);

  /**
   * What the cache is held against, without the records themselves: the next rows in an order of
   * the authority's own. Called by one thread, now and then.
   *
   * @param after the last consumer of the page before; empty for the first page
   * @param most how many rows at most; fewer say that there are no more
   * @return an empty list, as by default, when the authority cannot list what it has
   */
  default List<Row> rows(String after, int most) {
    return List.of();
  }

  /**
   * What the authority has of one consumer, in short.
   *
   * @param acknowledgements how many managers have acknowledged the version
   * @param placed whether it is known where the version stands in the home's log
   */
  record Row(String consumer, long version, int acknowledgements, boolean placed) {
    /** Whether a copy says as much. */
    boolean isIn(Association copy) {
      return copy.version() >= version
          && (copy.version() > version
              || (copy.acknowledgedBy().size() >= acknowledgements
                  && (!placed || !copy.position().isUnknown())));
    }
  }
}
