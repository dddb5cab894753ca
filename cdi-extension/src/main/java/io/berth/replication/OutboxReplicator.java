package io.berth.replication;

import io.berth.associator.Afterwards;
import io.berth.associator.ConsumerRegistered;
import io.berth.background.Background;
import io.berth.store.Acknowledged;
import io.berth.store.AuthorityException;
import io.berth.store.Delivery;
import io.berth.store.Exported;
import io.berth.store.OutboxTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes the consumers of other homes over into this manager's store: what is due in the outbox,
 * oldest first, several at once, each under a lease that no other node of this manager gets.
 */
public final class OutboxReplicator implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OutboxReplicator.class);
  private static final Duration EVER = Duration.ofDays(36_500);
  private static final Duration RECENTLY = Duration.ofMinutes(15);
  private static final long BACKFILL_MILLIS = 60_000;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private final OutboxTable outbox;
  private final String local;
  private final ConsumerReplicator replicator;
  private final ReplicationSettings settings;
  private final Afterwards afterwards;
  private final Semaphore idle;
  private final Pace pace;
  private final int capacity;
  private final Map<Long, Delivery> underWay = new ConcurrentHashMap<>();
  private final Background background = new Background("berth-replicator", LOG);

  /**
   * @param local this node's manager
   */
  public OutboxReplicator(
      OutboxTable outbox,
      String local,
      ConsumerReplicator replicator,
      ReplicationSettings settings,
      Afterwards afterwards) {
    this.outbox = outbox;
    this.local = local;
    this.replicator = replicator;
    this.settings = settings;
    this.afterwards = afterwards;
    this.capacity = settings.threads();
    this.pace = new Pace(settings.rate(), System::nanoTime);
    this.idle = new Semaphore(capacity);
  }

  public void start() {
    outbox.backfill(local, EVER);
    background.every(
        settings.interval().toMillis(),
        "BERTH-320 the outbox cannot be read, so this manager takes nobody over",
        this::takeOverWhatIsDue);
    background.every(
        settings.lease().toMillis() / 3,
        "BERTH-321 the leases of what is being taken over cannot be renewed",
        () -> outbox.renew(underWay.values(), settings.lease()));
    background.every(
        BACKFILL_MILLIS,
        "BERTH-322 it cannot be checked whether the outbox is complete",
        () -> outbox.backfill(local, RECENTLY));
  }

  private void takeOverWhatIsDue() throws InterruptedException {
    boolean more = true;
    while (more && !background.isStopped()) {
      int waiting = awaitIdle();
      int free = pace.take(waiting);
      List<Delivery> due = free == 0 ? List.of() : outbox.lease(local, free, settings.lease());
      pace.giveBack(free - due.size());
      idle.release(waiting - due.size());
      due.forEach(this::start);
      more = free > 0 && due.size() == free;
    }
  }

  /** How many can be taken over now; waits a little until there is one. */
  private int awaitIdle() throws InterruptedException {
    if (!idle.tryAcquire(settings.interval().toMillis(), TimeUnit.MILLISECONDS)) {
      return 0;
    }
    return 1 + idle.drainPermits();
  }

  private void start(Delivery delivery) {
    underWay.put(delivery.id(), delivery);
    background.run(
        () -> {
          try {
            takeOver(delivery);
          } finally {
            underWay.remove(delivery.id());
            idle.release();
          }
        });
  }

  private void takeOver(Delivery delivery) {
    try {
      Optional<Exported> exported = outbox.exported(delivery.consumer());
      if (exported.isEmpty()) {
        outbox.postpone(delivery, pause(delivery));
        return;
      }
      takeOver(exported.get());
      acknowledge(delivery, exported.get().association().version());
    } catch (RuntimeException | LinkageError e) {
      postpone(delivery, e);
    }
  }

  private void takeOver(Exported exported) {
    if (exported.association().tombstone()) {
      replicator.forget(exported.association());
    } else {
      replicator.importConsumer(exported.association(), exported.payload());
    }
  }

  private void acknowledge(Delivery delivery, long version) {
    Acknowledged known = outbox.acknowledge(delivery, local, version);
    afterwards.publish(known.association());
    if (known.last()) {
      afterwards.tell(new ConsumerRegistered(known.association()));
    }
  }

  private void postpone(Delivery delivery, Throwable failure) {
    if (delivery.attempts() == 1) {
      LOG.warnf(
          failure,
          "BERTH-323 manager '%s' could not take %s over at version %d; it is tried again later and"
              + " later, and requests go to the home until then",
          local,
          delivery.consumer(),
          delivery.version());
    }
    try {
      outbox.postpone(delivery, pause(delivery));
    } catch (AuthorityException e) {
      LOG.debugf(e, "the lease of %s has to end by itself", delivery.consumer());
    }
  }

  private static Duration pause(Delivery delivery) {
    Duration pause = Duration.ofMillis(250L << Math.min(delivery.attempts(), 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  @Override
  public void close() {
    background.close();
  }
}
