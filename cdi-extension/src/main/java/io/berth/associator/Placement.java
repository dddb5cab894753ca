package io.berth.associator;

import io.berth.model.ResourceManager;
import java.util.List;

/**
 * Chooses the manager that becomes a consumer's home. An application that wants another order than
 * {@link #nearest} has one CDI bean of this type; {@code PlacementContract} in the test jar says
 * whether it keeps this promise.
 *
 * <ul>
 *   <li>Threads: the threads that register, several at once.
 *   <li>Null: never given, never returned.
 *   <li>Blocking: it must not. It is a pure function: a sign-up waits for it, and everything there
 *       is to know is in its arguments.
 *   <li>Failure: throw anything, and the sign-up fails with a {@link RegistrationException} before
 *       anything is claimed. To name a manager that is not offered is such a failure, too.
 *   <li>Idempotence: asked again for the same sign-up, on any node and at any time. Offers age
 *       while it thinks, so the claim looks again: a manager that takes nobody any more, or has
 *       nothing left, is passed over.
 * </ul>
 */
@FunctionalInterface
public interface Placement {
  /**
   * In which order managers are asked for the resources, best first. One that is left out is not
   * asked. The local manager's place in the order says when something is made for this sign-up: who
   * comes before it is asked for ready stock only, who comes after it when nothing could be made
   * within {@code berth.stock.wait}.
   *
   * @param needs what the sign-up asks for
   * @param local the manager of this node, whether it is offered or not
   * @param offers one for each manager that takes consumers at this moment, in no particular order;
   *     drained and unreachable ones are not among them
   * @return names out of {@code offers}, none twice; may be empty
   */
  List<String> order(Requirements needs, ResourceManager local, List<Offer> offers);

  /**
   * Whether the local manager is asked for ready stock before anybody is asked for an offer. That
   * saves two questions to the authority in nearly every sign-up; the answer may only depend on
   * these two.
   */
  default boolean isLocalFirst(Requirements needs, ResourceManager local) {
    return false;
  }

  /**
   * The usual one. Nearest first: the wanted location (this node's own, when none is wanted), then
   * this node's, then all others; in one place who has the whole bundle ready before who has to
   * make it; then the local manager; then who has more ready, and who has more free capacity. By
   * name at last, so that every node chooses alike.
   */
  static Placement nearest() {
    return new Nearest();
  }
}
