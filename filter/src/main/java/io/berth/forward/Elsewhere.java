package io.berth.forward;

import io.berth.model.Node;
import java.util.Optional;

/**
 * Where a request may go when the node that was asked did nothing with it. Asked at most once per
 * forward, on a thread of the forwarder's own that may wait for a moment: the client waits too.
 * What it throws counts as nowhere.
 */
public interface Elsewhere {
  /** For forwards that have one node to go to. */
  Elsewhere NOWHERE =
      new Elsewhere() {
        @Override
        public Optional<Node> unreachable(Node asked) {
          return Optional.empty();
        }

        @Override
        public Optional<Node> misdirected(Node asked, String packet) {
          return Optional.empty();
        }
      };

  /** No connection to {@code asked} could be made, so it was sent nothing. */
  Optional<Node> unreachable(Node asked);

  /**
   * {@code asked} may not answer for this consumer and did nothing.
   *
   * @param packet the sealed text by which it says who may; from the wire, so believe nothing yet
   */
  Optional<Node> misdirected(Node asked, String packet);
}
