package io.berth.replication;

import io.berth.model.Association;

/**
 * Carries one consumer's data from its home to another manager's store, for applications whose
 * stores do not replicate by themselves (claim 24). At most one CDI bean.
 *
 * <ul>
 *   <li>Threads: {@link #export} runs on the thread that registers or writes, {@link
 *       #importConsumer} on one of Berth's background threads of the receiving node; never two
 *       imports at once for one consumer and manager.
 *   <li>Null: never given, never returned.
 *   <li>Blocking: both may block.
 *   <li>Failure: an export that throws fails the registration; an import that throws is tried
 *       again, later and later.
 *   <li>Idempotence: the same import may come again; an export of a higher version replaces
 *       everything of a lower one.
 * </ul>
 */
public interface ConsumerReplicator {
  /** Everything that another manager needs to serve the consumer, as the local store has it now. */
  byte[] export(Association association);

  /**
   * Replaces what the local store has of the consumer by what its home exported; durable when it
   * returns.
   */
  void importConsumer(Association association, byte[] exported);

  /**
   * The consumer was deleted at its home: nothing of it may stay in the local store, durably, when
   * this returns. Its id is free again only when every manager has done this.
   */
  default void forget(Association tombstone) {}
}
