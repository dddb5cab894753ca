package io.berth.mapping;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
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
}
