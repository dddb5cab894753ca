package io.berth.store;

import io.berth.model.Association;

/** What became of claiming resources for a consumer. */
public sealed interface Claim {
  /**
   * All of them are claimed.
   *
   * @param association what will be bound; its epoch is the fence of everything that follows
   */
  record Granted(Association association) implements Claim {}

  /** Somebody else registers this consumer, or has registered it. Nothing has changed. */
  record Taken() implements Claim {}

  /** One of the types has no stock. Nothing has changed. */
  record OutOfStock(String type) implements Claim {}
}
