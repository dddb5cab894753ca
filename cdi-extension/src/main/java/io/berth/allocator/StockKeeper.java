package io.berth.allocator;

import io.berth.background.Background;
import io.berth.background.Complaint;
import io.berth.model.ResourceManager;
import io.berth.store.Level;
import io.berth.store.StockTable;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The allocator's background work: threads that make what the pools lack, a look at the pools every
 * now and then, and the sweeper. Works between {@link #start} and {@link #close}.
 */
public final class StockKeeper implements Allocator, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(StockKeeper.class);
  private static final long LOOK_MILLIS = 500;
  private static final Comparator<Pool> FIRST_WHERE_PEOPLE_WAIT =
      Comparator.comparingInt(Pool::waiting).reversed();
  private final StockTable stock;
  private final ResourceManager manager;
  private final AllocatorSettings settings;
  private final Map<String, Pool> pools = new LinkedHashMap<>();
  private final Maker maker;
  private final Sweeper sweeper;
  private final Consumer<Map<String, Integer>> report;
  private final Semaphore wanted = new Semaphore(0);
  private final Background background = new Background("berth-stock", LOG);

  /**
   * @param provisioners resource type to provisioner; a pool is kept for each
   * @param report told the ready stock of this manager after every look
   */
  public StockKeeper(
      StockRoom room,
      ResourceManager manager,
      AllocatorSettings settings,
      Map<String, ResourceProvisioner> provisioners,
      Consumer<Map<String, Integer>> report,
      LongSupplier nanos) {
    this.stock = room.stock();
    this.manager = manager;
    this.settings = settings;
    this.report = report;
    this.maker = new Maker(stock, manager, settings.makeLease(), room.names());
    Map<String, ResourceProvisioner> careful = new LinkedHashMap<>();
    provisioners.forEach((type, provisioner) -> careful.put(type, new OneAtATime(provisioner)));
    careful.forEach(
        (type, provisioner) ->
            pools.put(
                type,
                new Pool(type, provisioner, settings.policy(), settings.refillQuiet(), nanos)));
    this.sweeper = new Sweeper(stock, room.claims(), manager, careful, settings.makeLease());
  }

  public void start() {
    for (int i = 0; i < settings.refillThreads(); i++) {
      background.run(this::make);
    }
    background.every(LOOK_MILLIS, "BERTH-304 the pools cannot be looked at", this::look);
    background.every(
        settings.sweepInterval().toMillis(),
        "BERTH-308 what has run out of time cannot be swept",
        this::sweepNow);
  }

  /** The manager whose stock this is. */
  public ResourceManager manager() {
    return manager;
  }

  public AllocatorSettings settings() {
    return settings;
  }

  /** The resource types that this manager can make. */
  public Collection<String> types() {
    return pools.keySet();
  }

  /**
   * @throws IllegalArgumentException when nobody provisions this type
   */
  public ResourceProvisioner provisioner(String type) {
    return pool(type).provisioner();
  }

  private Pool pool(String type) {
    Pool pool = pools.get(type);
    if (pool == null) {
      throw new IllegalArgumentException(
          "nobody provisions resource type '" + type + "', only " + pools.keySet());
    }
    return pool;
  }

  @Override
  public Map<String, Integer> stock() {
    Map<String, Level> levels = stock.levels(manager.name());
    Map<String, Integer> free = new LinkedHashMap<>();
    pools.keySet().forEach(type -> free.put(type, levels.getOrDefault(type, Level.EMPTY).free()));
    return free;
  }

  @Override
  public void refillNow() {
    wanted.release(settings.refillThreads());
  }

  /** A sign-up has found no stock and waits for some; to be closed when it does not any more. */
  public Expectation expect(String type) {
    return new Expectation(pool(type), this::refillNow);
  }

  private void make() throws InterruptedException {
    Complaint complaint = new Complaint(LOG, "BERTH-304 stock cannot be made");
    while (!background.isStopped()) {
      wanted.acquire();
      complaint.guard(this::makeWhatLacks);
    }
  }

  /** Pools for which somebody waits come first. */
  private void makeWhatLacks() {
    boolean again = true;
    while (again && !background.isStopped()) {
      again = false;
      for (Pool pool : pools.values().stream().sorted(FIRST_WHERE_PEOPLE_WAIT).toList()) {
        again |= maker.makeOne(pool);
      }
    }
  }

  private void look() {
    Map<String, Level> levels = stock.levels(manager.name());
    Map<String, Integer> free = new LinkedHashMap<>();
    int lacking = 0;
    for (Pool pool : pools.values()) {
      Level level = levels.getOrDefault(pool.type(), Level.EMPTY);
      free.put(pool.type(), level.free());
      pool.seeReady(level.free());
      lacking += Math.max(0, pool.bound() - level.free() - level.making());
      warnOfLowStock(pool, level);
    }
    if (lacking > 0) {
      wanted.drainPermits();
      wanted.release(Math.min(lacking, settings.refillThreads()));
    }
    report.accept(free);
  }

  private void warnOfLowStock(Pool pool, Level level) {
    boolean low = level.free() < pool.policy().floor();
    if (pool.nowLow(low) && low) {
      LOG.warnf(
          "BERTH-306 stock of '%s' at manager '%s' is low: %d ready, %d being made, floor %d; see"
              + " berth.pool.target and berth.refill.threads",
          pool.type(), manager.name(), level.free(), level.making(), pool.policy().floor());
    }
  }

  /** Ends what has run out of time and retires the suspects that may be tried now. */
  public void sweepNow() {
    sweeper.sweep();
    int retired;
    do {
      retired = sweeper.retireSuspects();
    } while (retired > 0 && !background.isStopped());
  }

  @Override
  public void close() {
    background.stop();
    refillNow(); // wakes the makers, so that they see it
    background.close();
  }
}
