package io.berth.allocator;

import io.berth.model.ResourceManager;
import io.berth.store.Making;
import io.berth.store.Stock;
import io.berth.store.StockTable;
import java.time.Duration;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Makes one resource for a pool, if the pool's bound allows. */
final class Maker {
  private static final Logger LOG = Logger.getLogger(Maker.class);
  private static final int LONGEST_PREFIX = 40;
  private final StockTable stock;
  private final ResourceManager manager;
  private final Duration lease;
  private final RandomGenerator random;

  Maker(StockTable stock, ResourceManager manager, Duration lease, RandomGenerator random) {
    this.stock = stock;
    this.manager = manager;
    this.lease = lease;
    this.random = random;
  }

  /** Whether something was tried, so that it is worth coming back at once. */
  boolean makeOne(Pool pool) {
    if (!pool.backoff().remaining().isZero()) {
      return false;
    }
    Making making = stock.start(manager, pool.type(), name(pool.type()), pool.bound(), lease);
    noteCapacity(pool, making instanceof Making.ManagerFull);
    if (making instanceof Making.Started started) {
      make(pool, started.stock());
      return true;
    }
    return false;
  }

  private void make(Pool pool, Stock started) {
    try {
      pool.provisioner().provision(started.resource());
    } catch (RuntimeException | LinkageError e) {
      stock.suspect(started);
      noteFailure(pool, e);
      return;
    }
    if (stock.finish(started)) {
      noteSuccess(pool);
      pool.announceOne();
    } else {
      LOG.warnf(
          "BERTH-305 making %s '%s' took longer than %s s, so it is suspect; see"
              + " berth.provision.lease",
          pool.type(), started.resource().name(), lease.toSeconds());
    }
  }

  private static void noteFailure(Pool pool, Throwable failure) {
    int failures = pool.backoff().failed();
    if (failures == 1) {
      LOG.errorf(
          failure,
          "BERTH-301 the provisioner of '%s' failed; it is tried again later and later, and this is"
              + " said once",
          pool.type());
    }
  }

  private static void noteSuccess(Pool pool) {
    int failures = pool.backoff().succeeded();
    if (failures > 0) {
      LOG.infof("the provisioner of '%s' works again after %d failures", pool.type(), failures);
    }
  }

  private void noteCapacity(Pool pool, boolean full) {
    if (pool.nowFull(full) && full) {
      LOG.warnf(
          "BERTH-302 manager '%s' holds as much as its capacity of %d allows, so pool '%s' is not"
              + " refilled; see berth.capacity",
          manager.name(), manager.capacity(), pool.type());
    }
  }

  /** Never used twice, and it tells nobody how many there are. */
  private String name(String type) {
    String prefix = type.substring(0, Math.min(type.length(), LONGEST_PREFIX));
    String unique = Long.toString(random.nextLong() & Long.MAX_VALUE, Character.MAX_RADIX);
    return (prefix + "_" + unique).toLowerCase(Locale.ROOT);
  }
}
