package io.berth.allocator;

import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes, personalises and destroys the real thing behind a resource. A CDI bean with {@link
 * Provisions}. {@code ProvisionerContract} in the test jar says whether yours keeps this promise.
 *
 * <ul>
 *   <li>Threads: all run on Berth's background threads, several at once for different resources;
 *       {@link #personalise} is waited for by the thread that registers. Never two calls at once
 *       for one resource. {@link #variant} runs on the thread that registers.
 *   <li>Null: never given, never returned.
 *   <li>Blocking: all may block but {@link #variant}, {@link #variants} and {@link #generation}. A
 *       person waits for {@link #personalise}: after {@code berth.personalise.timeout} nobody does
 *       any more, and the sign-up has failed.
 *   <li>Failure: throw anything. The resource becomes suspect; it is retired before anybody may use
 *       its place.
 *   <li>Idempotence: any of them may be called again for the same resource after a crash, on any
 *       node of its manager, and has to end in the same state.
 * </ul>
 */
public interface ResourceProvisioner {
  /** Makes the resource, slowly, before anybody waits for it. */
  void provision(Resource resource);

  /** The same for one of several {@link #variants}. */
  default void provision(Resource resource, String variant) {
    provision(resource);
  }

  /** Makes the ready resource its owner's: name, quota, secret. Fast; the resource stays warm. */
  default void personalise(Resource resource, ConsumerId owner) {}

  /**
   * Destroys the resource and every byte of its owner. Also called for one that was only half made.
   */
  void retire(Resource resource);

  /**
   * The variants that are kept in stock, each in a pool of its own; the empty name is the usual
   * one. Asked once, at start. Each name is empty or 1 to 64 characters of {@code A-Z a-z 0-9 . _
   * -}.
   */
  default Set<String> variants() {
    return Set.of("");
  }

  /**
   * Which variant a sign-up gets.
   *
   * @param attributes what the sign-up says of itself, for example {@code country} and {@code plan}
   * @return one of {@link #variants}
   */
  default String variant(Map<String, String> attributes) {
    return "";
  }

  /**
   * The generation of the template, at least 0; higher when it has changed. Stock of a lower one is
   * handed out to nobody and replaced. Asked twice a second.
   */
  default long generation() {
    return 0;
  }

  /**
   * The names of all real things of this type that this manager has, for the audit; empty when they
   * cannot be listed.
   */
  default Optional<Set<String>> existing() {
    return Optional.empty();
  }
}
