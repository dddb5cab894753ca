package io.berth.allocator;

import io.berth.background.Background;
import io.berth.background.Complaint;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.store.Kind;
import io.berth.store.Level;
import io.berth.store.Tables;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final long MEASURE_MILLIS = 5_000;
  private final Tables tables;
  private final ResourceManager manager;
  private final AllocatorSettings settings;
  private final Pools pools;
  private final StockWatch watch;
  private final Map<String, ResourceProvisioner> provisioners = new LinkedHashMap<>();
  private final Maker maker;
  private final Sweeper sweeper;
  private final Auditor auditor;
  private final Personaliser personaliser;
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
    this.tables = room.tables();
    this.manager = manager;
    this.settings = settings;
    this.report = report;
    this.maker = new Maker(tables.stock(), manager, settings.makeLease(), room.names(), nanos);
    provisioners.forEach(
        (type, provisioner) -> this.provisioners.put(type, new OneAtATime(provisioner)));
    this.pools = new Pools(settings, this.provisioners, nanos);
    this.watch = new StockWatch(tables.pools(), manager, settings, pools);
    this.sweeper = new Sweeper(tables, manager, this.provisioners, settings);
    this.auditor = new Auditor(tables.inventory(), manager, this.provisioners);
    this.personaliser =
        new Personaliser(this::provisioner, settings.limits().personalise(), background);
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
    background.every(
        MEASURE_MILLIS, "BERTH-304 the pools cannot be looked at", this::measureDemand);
    if (!settings.auditInterval().isZero()) {
      background.every(
          settings.auditInterval().toMillis(), "BERTH-337 the audit failed", this::auditNow);
    }
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
    return provisioners.keySet();
  }

  /** The kinds of resources that this manager keeps in stock. */
  public Collection<Kind> kinds() {
    return pools.kinds();
  }

  /**
   * Which kind of a type a sign-up with these attributes gets.
   *
   * @throws IllegalArgumentException when nobody provisions this type, or not this variant
   */
  public Kind kind(String type, Map<String, String> attributes) {
    Kind kind = new Kind(type, provisioner(type).variant(attributes));
    pools.of(kind);
    return kind;
  }

  /**
   * @throws IllegalArgumentException when nobody provisions this type
   */
  public ResourceProvisioner provisioner(String type) {
    ResourceProvisioner provisioner = provisioners.get(type);
    if (provisioner == null) {
      throw new IllegalArgumentException(
          "nobody provisions resource type '"
              + Kind.shown(type)
              + "', only "
              + provisioners.keySet());
    }
    return provisioner;
  }

  /**
   * Makes resources their owner's, within {@code berth.personalise.timeout}.
   *
   * @throws IllegalStateException when that failed or took too long; they must not be used any more
   */
  public void personalise(List<Resource> resources, ConsumerId owner) throws InterruptedException {
    personaliser.personalise(resources, owner);
  }

  /** How many of a kind stay ready for sign-ups without a hold: its floor. */
  public int floor(Kind kind) {
    return pools.of(kind).policy().floor();
  }

  @Override
  public Map<String, Integer> stock() {
    return pools.byType(tables.pools().levels(manager.name()));
  }

  @Override
  public void refillNow() {
    wanted.release(settings.refillThreads());
  }

  /** A sign-up has found no stock and waits for some; to be closed when it does not any more. */
  public Expectation expect(Kind kind) {
    return new Expectation(pools.of(kind), settings.limits().waiting(), this::refillNow);
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
      for (Pool pool : pools.whereMostWaitFirst()) {
        again |= maker.makeOne(pool);
      }
    }
  }

  /** Looks at the stock, and has made what lacks. */
  synchronized void look() {
    Map<Kind, Level> levels = watch.look();
    int lacking = pools.all().stream().mapToInt(Pool::lacking).sum();
    if (lacking > 0) {
      wanted.drainPermits();
      wanted.release(Math.min(lacking, settings.refillThreads()));
    }
    report.accept(pools.byType(levels));
  }

  void measureDemand() {
    watch.measureDemand();
  }

  /**
   * The pool that is worst off, as it was when the pools were last looked at; empty when there are
   * none, or nobody has looked yet.
   */
  public Optional<Scarcity> scarcity() {
    return pools.all().stream()
        .flatMap(pool -> pool.scarcity().stream())
        .max(Comparator.naturalOrder());
  }

  /** Compares rows and real things; every difference, one a line. */
  public List<String> auditNow() {
    return auditor.audit();
  }

  /** The MXBeans of the pools and of the stock: {@code add} gets type, name and bean of each. */
  public void describe(Beans add) {
    for (Pool pool : pools.all()) {
      add.add("Pool", pool.kind().toString(), new PoolBean(pool));
      add.add("PoolControl", pool.kind().toString(), PoolBean.control(pool, this::look));
    }
    add.add("Stock", manager.name(), new StockBean(auditor));
    add.add("StockControl", manager.name(), StockBean.control(auditor));
  }

  /** Where MXBeans are put. */
  @FunctionalInterface
  public interface Beans {
    void add(String type, String name, Object bean);
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
