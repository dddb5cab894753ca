package io.berth.allocator;

import io.berth.model.ConsumerId;
import io.berth.model.Resource;

/**
 * Makes, personalises and destroys the real thing behind a resource. A CDI bean with {@link
 * Provisions}.
 *
 * <ul>
 *   <li>Threads: {@link #provision} and {@link #retire} run on Berth's background threads, several
 *       at once for different resources; {@link #personalise} runs on the thread that registers.
 *       Never two calls at once for one resource.
 *   <li>Null: never given.
 *   <li>Blocking: all may block; {@link #personalise} is waited for by a person and has to end
 *       within the claim's lease ({@code berth.claim.lease}).
 *   <li>Failure: throw anything. The resource becomes suspect; it is retired before anybody may use
 *       its place.
 *   <li>Idempotence: any of them may be called again for the same resource after a crash, on any
 *       node of its manager, and has to end in the same state.
 * </ul>
 */
public interface ResourceProvisioner {
  /** Makes the resource, slowly, before anybody waits for it. */
  void provision(Resource resource);

  /** Makes the ready resource its owner's: name, quota, secret. Fast; the resource stays warm. */
  default void personalise(Resource resource, ConsumerId owner) {}

  /**
   * Destroys the resource and every byte of its owner. Also called for one that was only half made.
   */
  void retire(Resource resource);
}
