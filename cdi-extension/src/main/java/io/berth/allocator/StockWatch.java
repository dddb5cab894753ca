package io.berth.allocator;

import io.berth.model.ResourceManager;
import io.berth.store.Kind;
import io.berth.store.Level;
import io.berth.store.PoolTable;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** Looks at the pools: what is in them, how fast it goes, how new their templates are. */
final class StockWatch {
  private static final Logger LOG = Logger.getLogger(StockWatch.class);
  private static final Duration MEASURED = Duration.ofMinutes(1);
  private final PoolTable table;
  private final ResourceManager manager;
  private final AllocatorSettings settings;
  private final Pools pools;
  private boolean settled;

  StockWatch(PoolTable table, ResourceManager manager, AllocatorSettings settings, Pools pools) {
    this.table = table;
    this.manager = manager;
    this.settings = settings;
    this.pools = pools;
  }

  /** Notes how much there is in each pool. */
  synchronized Map<Kind, Level> look() {
    renewTemplates();
    Map<Kind, Level> levels = table.levels(manager.name());
    for (Pool pool : pools.all()) {
      Level level = levels.getOrDefault(pool.kind(), Level.EMPTY);
      pool.see(level);
      warnOfLowStock(pool, level);
    }
    return levels;
  }

  private void renewTemplates() {
    for (Pool pool : pools.all()) {
      long generation = pool.provisioner().generation();
      if (pool.nowMadeFrom(generation) || !settled) {
        renew(pool);
      }
    }
    settled = true;
  }

  private void renew(Pool pool) {
    if (table.renew(manager, pool.template(), settings.pools().replaceAtOnce())) {
      LOG.infof(
          "the template of '%s' is generation %d now; older stock is replaced",
          pool.kind(), pool.template().generation());
    }
  }

  private void warnOfLowStock(Pool pool, Level level) {
    boolean low = level.free() < pool.policy().floor();
    if (pool.nowLow(low) && low) {
      LOG.warnf(
          "BERTH-306 stock of '%s' at manager '%s' is low: %d ready, %d being made, floor %d; see"
              + " berth.pool.target and berth.refill.threads",
          pool.kind(), manager.name(), level.free(), level.making(), pool.policy().floor());
    }
  }

  void measureDemand() {
    Map<Kind, Integer> taken = table.taken(manager.name(), MEASURED);
    for (Pool pool : pools.all()) {
      pool.seeTaken(taken.getOrDefault(pool.kind(), 0), MEASURED);
    }
  }
}
