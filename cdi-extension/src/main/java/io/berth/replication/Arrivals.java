package io.berth.replication;

import io.berth.associator.Afterwards;
import io.berth.associator.ConsumerRegistered;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.store.Acknowledged;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What has arrived where: the application says so, or waits for it. */
public final class Arrivals {
  private final Tables tables;
  private final String local;
  private final Predicate<Association> proven;
  private final Duration interval;
  private final Afterwards afterwards;

  /**
   * @param local this node's manager
   * @param proven whether every manager that counts is proven to hold a consumer's data
   * @param interval how often who waits looks
   */
  public Arrivals(
      Tables tables,
      String local,
      Predicate<Association> proven,
      Duration interval,
      Afterwards afterwards) {
    this.tables = tables;
    this.local = local;
    this.proven = proven;
    this.interval = interval;
    this.afterwards = afterwards;
  }

  Optional<Association> acknowledge(ConsumerId consumer, long version) {
    Optional<Acknowledged> known = tables.versions().acknowledge(consumer, local, version);
    known.ifPresent(
        each -> {
          afterwards.publish(each.association());
          if (each.last()) {
            afterwards.tell(new ConsumerRegistered(each.association()));
          }
        });
    return known.map(Acknowledged::association);
  }

  boolean await(ConsumerId consumer, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!isProven(consumer)) {
      long left = end - System.nanoTime();
      if (left <= 0 || never.await(Math.min(left, interval.toNanos()), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  private boolean isProven(ConsumerId consumer) {
    return tables.associations().find(consumer).filter(proven).isPresent();
  }
}
