package io.berth.filter;

import io.berth.mapping.MappingAudit;
import io.berth.mapping.MappingSettings;
import io.berth.model.Association;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Holds the mapping against the authority and drops what need not be kept, now and then, on a
 * thread of its own that is only there when there is something to do.
 */
final class MappingKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(MappingKeeper.class);
  private static final long DROP_SECONDS = 60;
  private static final long STOP_SECONDS = 10;

  private final MappingAudit audit;
  private final MappingSettings settings;
  private final boolean unbounded;
  private final Predicate<Association> registered;
  private final ScheduledThreadPoolExecutor thread;
  private boolean failing;

  /**
   * @param unbounded whether the cache has room for every mapping
   * @param registered whether a consumer's data is proven everywhere
   */
  MappingKeeper(
      MappingAudit audit,
      MappingSettings settings,
      boolean unbounded,
      Predicate<Association> registered) {
    this.audit = audit;
    this.settings = settings;
    this.unbounded = unbounded;
    this.registered = registered;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread keeper = new Thread(task, "berth-mapping-keeper");
              keeper.setDaemon(true);
              return keeper;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private boolean keepsAll() {
    return settings.keep() == MappingSettings.Keep.ALWAYS;
  }

  void start() {
    long seconds = settings.audit().toSeconds();
    if (seconds > 0) {
      every(seconds, () -> audit.run(unbounded && keepsAll()));
    }
    if (!keepsAll()) {
      every(DROP_SECONDS, () -> audit.drop(registered));
    }
  }

  private void every(long seconds, Runnable task) {
    var unused =
        thread.scheduleWithFixedDelay(() -> guard(task), seconds, seconds, TimeUnit.SECONDS);
  }

  /** Said once, not every time for as long as it lasts. */
  private void guard(Runnable task) {
    try {
      task.run();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn(
            "BERTH-114 the mapping could not be held against the authority; it is tried on", e);
      }
      failing = true;
    }
  }

  /** Not interrupted: an interrupt in the middle of a question closes an embedded H2. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
