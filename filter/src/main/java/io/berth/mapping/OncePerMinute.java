package io.berth.mapping;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one line a minute through: a lost cache fails every request, and the log is for people. */
public final class OncePerMinute {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanos;
  private final AtomicLong next;

  /**
   * @param nanos a clock that only goes forward, in nanoseconds: {@code System::nanoTime}
   */
  public OncePerMinute(LongSupplier nanos) {
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong());
  }

  /** Whether this one may be said; thread-safe. */
  public boolean mayPass() {
    long now = nanos.getAsLong();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + MINUTE);
  }
}
