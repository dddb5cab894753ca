package io.berth.filter;

import io.berth.identifier.KeyFile;
import io.berth.identifier.Sealer;
import io.berth.identifier.TokenSettings;
import io.berth.jmx.TokensControlMXBean;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** The {@link TokensControlMXBean} of one web application; every call is logged. */
final class TokensControl implements TokensControlMXBean {
  private static final Logger LOG = Logger.getLogger(TokensControl.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Sealer sealer;
  private final Optional<KeyFile> file;
  private final LongSupplier nanos;
  private long earliest;

  /**
   * @param nanos a clock that only goes forward, in nanoseconds: {@code System::nanoTime}
   */
  TokensControl(Sealer sealer, Optional<KeyFile> file, LongSupplier nanos) {
    this.sealer = sealer;
    this.file = file;
    this.nanos = nanos;
    this.earliest = nanos.getAsLong();
  }

  @Override
  public synchronized List<String> rotateKeys() {
    if (nanos.getAsLong() - earliest < 0) {
      throw new IllegalStateException("the keys were read less than a second ago");
    }
    earliest = nanos.getAsLong() + PAUSE_NANOS;
    List<String> before = sealer.keys().ids();
    try {
      sealer.rotate(file().read());
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      LOG.warnf(
          "BERTH-122 an operator had the keys read again and nothing has changed, %s are in use: %s",
          before, e.getMessage());
      throw new IllegalStateException("the keys are as before: " + e.getMessage(), e);
    }
    List<String> now = sealer.keys().ids();
    LOG.infof("an operator had the keys read again: %s were in use, now %s are", before, now);
    return now;
  }

  private KeyFile file() {
    return file.orElseThrow(
        () -> new IllegalStateException(TokenSettings.KEY_FILE.name() + " is not set"));
  }
}
