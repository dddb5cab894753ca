package io.berth.filter;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Waits until this node's own address accepts connections, for the web application starts before
 * the container opens its door. Only then may other nodes be told to send requests here (LESSONS 39
 * of the fault list: addressed before ready).
 */
final class Readiness implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Readiness.class);
  private static final int INTERVAL_MILLIS = 100;
  private static final int CONNECT_MILLIS = 1_000;
  private static final int PATIENCE = 600;

  private final ScheduledExecutorService timer;
  private final URI address;
  private final Runnable ready;
  private int attempts;

  Readiness(URI address, Runnable ready) {
    this.address = address;
    this.ready = ready;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "berth-readiness");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    timer.scheduleWithFixedDelay(this::probe, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void probe() {
    attempts++;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
    } catch (IOException e) {
      if (attempts % PATIENCE == 0) {
        LOG.warnf(
            "BERTH-011 this node's own address %s does not answer after %d attempts (%s);"
                + " other nodes send nothing here until it does; see berth.address",
            address, attempts, e.getMessage());
      }
      return;
    }
    timer.shutdown();
    ready.run();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
