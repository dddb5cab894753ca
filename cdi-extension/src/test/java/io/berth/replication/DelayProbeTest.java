package io.berth.replication;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Time passes with every look at the clock, unless nothing is to arrive. */
class DelayProbeTest extends ReplicationProbeContract {
  private static final Duration DELAY = Duration.ofSeconds(10);
  private final AtomicLong now = new AtomicLong(1_000_000);
  private volatile boolean held;
  private long writtenAt;

  private final class Ticking extends Clock {
    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(held ? now.get() : now.addAndGet(1_000));
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Override
  protected ReplicationProbe home() {
    return new DelayProbe(new Ticking(), DELAY, "home");
  }

  @Override
  protected ReplicationProbe replica() {
    return new DelayProbe(new Ticking(), DELAY, "replica");
  }

  @Override
  protected void write() {
    writtenAt = now.get();
  }

  @Override
  protected boolean hasArrived() {
    return now.get() >= writtenAt + DELAY.toMillis();
  }

  @Override
  protected void hold() {
    held = true;
  }

  @Override
  protected void letGo() {
    held = false;
  }
}
