package io.berth.filter;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Waits until this node can be asked: it knows what the others know, its caches answer, and its own
 * address leads to it, for the web application starts before the container opens its door. Only
 * then may other nodes be told to send requests here.
 */
final class Readiness implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Readiness.class);
  private static final int INTERVAL_MILLIS = 100;
  private static final int PATIENCE = 600;

  /** Another site may be down; a node that waited for ever would make both of them so. */
  private static final int PATIENCE_WITH_SITES = 100;

  private final ScheduledExecutorService timer;
  private final URI address;
  private final BooleanSupplier informed;
  private final Runnable cacheTest;
  private final Runnable ready;
  private int attempts;

  /**
   * @param informed whether the other sites have told what they know
   * @param cacheTest throws when the caches do not answer
   */
  Readiness(URI address, BooleanSupplier informed, Runnable cacheTest, Runnable ready) {
    this.address = address;
    this.informed = informed;
    this.cacheTest = cacheTest;
    this.ready = ready;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "berth-readiness");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start(SelfTest selfTest) {
    timer.scheduleWithFixedDelay(() -> probe(selfTest), 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void probe(SelfTest selfTest) {
    attempts++;
    if (!informed.getAsBoolean() && attempts < PATIENCE_WITH_SITES) {
      return;
    }
    try {
      cacheTest.run();
      selfTest.run();
    } catch (IOException | RuntimeException e) {
      if (attempts % PATIENCE == 0) {
        LOG.warnf(
            "BERTH-011 this node's own address %s does not answer after %d attempts (%s);"
                + " other nodes send nothing here until it does; see berth.address",
            address, attempts, e.getMessage());
      }
      return;
    }
    if (!informed.getAsBoolean()) {
      LOG.warnf(
          "BERTH-133 this node is ready, but not every other site has said what it knows; see"
              + " berth.sites");
    }
    timer.shutdown();
    ready.run();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
