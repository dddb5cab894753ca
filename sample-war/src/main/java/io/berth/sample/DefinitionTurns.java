package io.berth.sample;

import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Who may change a store's definitions: everybody in turn. H2 has one lock for all of them, hands
 * it out in no order and gives up after two seconds, so a copy would starve behind the makers of
 * stock. Flyway takes a turn for each version, so that a copy waits for one version and not for a
 * whole workspace.
 */
final class DefinitionTurns implements Callback {
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Begins a turn, or goes on with the one that this thread has. */
  void begin() {
    if (!turn.isHeldByCurrentThread()) {
      turn.lock();
    }
  }

  /** Ends this thread's turn, if it has one. */
  void end() {
    if (turn.isHeldByCurrentThread()) {
      turn.unlock();
    }
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE_ERROR;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    if (event == Event.BEFORE_EACH_MIGRATE) {
      begin();
    } else {
      end();
    }
  }

  @Override
  public String getCallbackName() {
    return "in turn";
  }
}
