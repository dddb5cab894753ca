package io.berth.allocator;

import io.berth.model.ResourceManager;
import io.berth.store.Kind;
import io.berth.store.Making;
import io.berth.store.Stock;
import io.berth.store.StockTable;
import io.berth.store.Template;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Makes one resource for a pool, if the pool's bound allows. */
final class Maker {
  private static final Logger LOG = Logger.getLogger(Maker.class);
  private static final int LONGEST_PREFIX = 40;
  private static final int MANY = 10;
  private final StockTable stock;
  private final ResourceManager manager;
  private final Duration lease;
  private final RandomGenerator random;
  private final LongSupplier nanos;

  /**
   * @param nanos a monotonic clock
   */
  Maker(
      StockTable stock,
      ResourceManager manager,
      Duration lease,
      RandomGenerator random,
      LongSupplier nanos) {
    this.stock = stock;
    this.manager = manager;
    this.lease = lease;
    this.random = random;
    this.nanos = nanos;
  }

  /** Whether something was tried, so that it is worth coming back at once. */
  boolean makeOne(Pool pool) {
    if (!pool.backoff().remaining().isZero()) {
      return false;
    }
    Template template = pool.template();
    Making making = stock.start(manager, template, name(pool.kind()), pool.bounds(), lease);
    noteCapacity(pool, making instanceof Making.ManagerFull);
    noteAge(pool, making);
    if (making instanceof Making.Started started) {
      make(pool, template, started.stock());
      return true;
    }
    return false;
  }

  private void make(Pool pool, Template template, Stock started) {
    long begin = nanos.getAsLong();
    try {
      pool.provisioner().provision(started.resource(), template.kind().variant());
    } catch (RuntimeException | LinkageError e) {
      stock.suspect(started);
      noteFailure(pool, e);
      return;
    }
    pool.seeMade(Duration.ofNanos(nanos.getAsLong() - begin));
    noteSuccess(pool);
    if (stock.finish(started)) {
      pool.announceOne();
    } else if (!stock.suspect(started)) { // else its template is stale by now
      LOG.warnf(
          "BERTH-305 making %s '%s' took longer than %s s, so it is suspect; see"
              + " berth.provision.lease",
          pool.kind(), started.resource().name(), lease.toSeconds());
    }
  }

  private static void noteFailure(Pool pool, Throwable failure) {
    int failures = pool.backoff().failed();
    if (failures == 1) {
      LOG.errorf(
          failure,
          "BERTH-301 the provisioner of '%s' failed; it is tried again later and later, and this is"
              + " said once",
          pool.kind());
    } else if (failures == MANY) {
      LOG.errorf(
          failure,
          "BERTH-335 the provisioner of '%s' failed %d times in a row: it is tried once a minute"
              + " only, and pool '%s' runs dry",
          pool.kind(),
          failures,
          pool.kind());
    }
  }

  private static void noteSuccess(Pool pool) {
    int failures = pool.backoff().succeeded();
    if (failures > 0) {
      LOG.infof("the provisioner of '%s' works again after %d failures", pool.kind(), failures);
    }
  }

  private void noteCapacity(Pool pool, boolean full) {
    if (pool.nowFull(full) && full) {
      LOG.warnf(
          "BERTH-302 manager '%s' holds as much as its capacity of %d allows, so pool '%s' is not"
              + " refilled; see berth.capacity",
          manager.name(), manager.capacity(), pool.kind());
    }
  }

  private void noteAge(Pool pool, Making making) {
    long here = pool.template().generation();
    boolean old = making instanceof Making.Superseded newer && newer.generation() > here;
    if (pool.nowSuperseded(old) && old) {
      LOG.warnf(
          "BERTH-338 pool '%s' of manager '%s' is filled from a newer template than this node's"
              + " generation %d: it makes none until it has the new one",
          pool.kind(), manager.name(), here);
    }
  }

  /** Never used twice, and it tells nobody how many there are. */
  private String name(Kind kind) {
    String type = kind.type();
    String prefix = type.substring(0, Math.min(type.length(), LONGEST_PREFIX));
    String unique = Long.toString(random.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX);
    return (prefix + "_" + unique).toLowerCase(Locale.ROOT);
  }
}
