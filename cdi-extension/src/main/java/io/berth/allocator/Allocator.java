package io.berth.allocator;

import java.util.Map;

/**
 * Keeps stock ready at this node's manager: one pool for each resource type that has a provisioner
 * (claim 1a). Injectable; thread-safe.
 */
public interface Allocator {
  /** Ready stock at this node's manager, from the authority: resource type to count. */
  Map<String, Integer> stock();

  /** Looks at every pool at once instead of at the next interval. */
  void refillNow();
}
