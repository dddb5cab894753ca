package io.berth.forward;

import io.berth.model.Node;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The search for another node when the one that was asked did nothing. Who knows of others may wait
 * for a cache or for a name to be looked up, so this is done aside.
 *
 * @param asked whose request it is that may move
 */
record NodeSearch(Forwarding forwarding, NodePool asked) {
  /**
   * Answers on the loop's thread, with nobody when the forwarder is closing.
   *
   * @param to who knows of others
   */
  void begin(Function<Node, Optional<Node>> to, Consumer<Optional<NodePool>> found) {
    try {
      forwarding
          .aside()
          .execute(
              () -> {
                Optional<NodePool> other = find(to);
                forwarding.loop().execute(() -> found.accept(other));
              });
    } catch (RejectedExecutionException e) {
      found.accept(Optional.empty());
    }
  }

  private Optional<NodePool> find(Function<Node, Optional<Node>> to) {
    try {
      Optional<NodePool> other = to.apply(asked.node()).map(forwarding::pool);
      if (other.isPresent()) {
        other.get().resolve();
      }
      return other.filter(pool -> pool != asked);
    } catch (UnknownHostException e) {
      warn("BERTH-204", "has a neighbour whose host has no address", e);
    } catch (RuntimeException e) {
      warn("BERTH-203", "did nothing, and who knows of others failed", e);
    }
    return Optional.empty();
  }

  private void warn(String code, String what, Exception cause) {
    forwarding.loop().execute(() -> asked.warn(code, what, cause));
  }
}
