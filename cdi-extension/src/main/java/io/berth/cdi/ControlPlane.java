package io.berth.cdi;

import io.berth.allocator.Allocator;
import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.StockKeeper;
import io.berth.allocator.StockRoom;
import io.berth.associator.Associator;
import io.berth.associator.Placement;
import io.berth.associator.Registrar;
import io.berth.background.Background;
import io.berth.filter.BerthContext;
import io.berth.filter.FilterSettings;
import io.berth.filter.Health;
import io.berth.model.ResourceManager;
import io.berth.replication.AfterFailover;
import io.berth.replication.Arrivals;
import io.berth.replication.Board;
import io.berth.replication.ConsumerReplicator;
import io.berth.replication.Everywhere;
import io.berth.replication.Exporter;
import io.berth.replication.OutboxReplicator;
import io.berth.replication.ProbeReporter;
import io.berth.replication.ProbeSettings;
import io.berth.replication.Probes;
import io.berth.replication.RegisteredTeller;
import io.berth.replication.Replication;
import io.berth.replication.ReplicationBean;
import io.berth.replication.ReplicationProbe;
import io.berth.replication.ReplicationSettings;
import io.berth.replication.Writes;
import io.berth.settings.Settings;
import io.berth.store.AuthorityException;
import io.berth.store.Database;
import io.berth.store.StoreSettings;
import io.berth.store.Tables;
import jakarta.enterprise.inject.spi.BeanManager;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The control plane of one web application, from its start to its end. */
final class ControlPlane implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ControlPlane.class);
  private static final long CLOCK_MILLIS = 60_000;
  private final Deque<AutoCloseable> started;
  private final BerthContext berth;
  private final StockKeeper allocator;
  private final Registrar associator;
  private final Writes replication;

  private ControlPlane(
      Deque<AutoCloseable> started,
      BerthContext berth,
      Definitions definitions,
      BeanManager beans) {
    this.started = started;
    this.berth = berth;
    Settings settings = berth.settings();
    StoreSettings where = StoreSettings.from(settings);
    AllocatorSettings stock = AllocatorSettings.from(settings);
    ReplicationSettings travel = ReplicationSettings.from(settings);
    ProbeSettings proof = ProbeSettings.from(settings);
    settings.check();

    Database database = closeLater(Database.open(where));
    Tables tables = Tables.of(database);
    Optional<ReplicationProbe> probe =
        closeLater(new Probes(proof, berth.manager().name(), definitions.probes())).probe();
    Optional<ConsumerReplicator> replicator = definitions.replicator();
    ResourceManager manager = berth.manager();
    Aftermath aftermath =
        new Aftermath(berth.mapping(), probe, beans, closeLater(new Publishers()));
    Exporter exporter = new Exporter(replicator, travel.delay());

    this.allocator =
        closeLater(
            new StockKeeper(
                new StockRoom(tables, new SecureRandom()),
                manager,
                stock,
                definitions.provisioners(),
                berth.cluster()::reportStock,
                System::nanoTime));
    this.associator =
        new Registrar(
            tables,
            allocator,
            new Others(berth),
            definitions.placement().orElseGet(Placement::nearest),
            exporter,
            aftermath,
            System::nanoTime);
    Everywhere everywhere =
        new Everywhere(tables, settings.get(FilterSettings.SCOPE), new Others(berth)::holds);
    Arrivals arrivals =
        new Arrivals(tables, manager.name(), everywhere, travel.interval(), aftermath);
    this.replication = new Writes(tables, manager.name(), exporter, arrivals, aftermath);

    tables.managers().joinWith(manager, allocator.kinds());
    berth.mapping().readThrough(tables.associations());
    berth.afterWrite(replication::wrote);
    berth.beforeForward(WeldRequests::end);
    watchHealth(database);
    berth.beforeLeaving(() -> isShared(tables));
    allocator.start();
    allocator.describe(berth.beans()::registerNamed);
    associator.describe(berth.beans()::registerNamed);
    replicator.ifPresent(
        each ->
            closeLater(
                    new OutboxReplicator(tables.outbox(), manager.name(), each, travel, aftermath))
                .start());
    closeLater(new RegisteredTeller(tables, manager.name(), everywhere, aftermath)).start();
    Optional<ProbeReporter> reporter =
        probe.map(
            each ->
                reporter(
                    each, proof, new AfterFailover(tables, manager.name(), exporter, aftermath)));
    reporter.ifPresent(each -> closeLater(each).start(travel.interval()));
    berth
        .beans()
        .register(
            "Replication",
            new ReplicationBean(reporter, tables, replicator.isPresent(), manager.name()));
    LOG.infof("manager '%s' keeps %s in stock, at %s", manager.name(), allocator.types(), where);
  }

  private void watchHealth(Database database) {
    closeLater(() -> berth.health().forget(Health.Part.AUTHORITY));
    closeLater(() -> berth.health().forget(Health.Part.STOCK));
    berth
        .health()
        .watch(
            Health.Part.AUTHORITY,
            () -> database.isReachable() ? Health.Condition.OK : Health.Condition.LOST);
    berth.health().watch(Health.Part.STOCK, this::stock);
    ClockWatch clocks = new ClockWatch(Clock.systemUTC(), database::now, berth.notices());
    closeLater(new Background("berth-clock", LOG))
        .every(CLOCK_MILLIS, "BERTH-361 the authority does not say what time it is", clocks::look);
  }

  /** Whether somebody else has every consumer whose home this is, or another node here stays. */
  private boolean isShared(Tables tables) {
    String home = berth.manager().name();
    try {
      return !berth.cluster().current().readyNodes(home).isEmpty()
          || tables.outbox().unshared(home) == 0;
    } catch (AuthorityException e) {
      LOG.debugf(e, "the authority does not say whose data nobody else has");
      return false;
    }
  }

  private Health.Condition stock() {
    return allocator
        .scarcity()
        .map(
            scarcity ->
                switch (scarcity) {
                  case NONE -> Health.Condition.OK;
                  case LOW -> Health.Condition.LOW;
                  case OUT -> Health.Condition.OUT;
                })
        .orElse(Health.Condition.NOT_NEEDED);
  }

  /** Starts everything, or ends what was started and says why not. */
  static ControlPlane start(BerthContext berth, Definitions definitions, BeanManager beans) {
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      return new ControlPlane(started, berth, definitions, beans);
    } catch (RuntimeException | Error e) {
      end(started);
      throw e;
    }
  }

  private ProbeReporter reporter(
      ReplicationProbe probe, ProbeSettings proof, AfterFailover afterFailover) {
    Board board =
        new Board(berth.cluster()::current, berth.cluster()::report, berth.cluster()::withdraw);
    return new ProbeReporter(probe, board, proof.silence(), afterFailover, System::nanoTime);
  }

  private <T extends AutoCloseable> T closeLater(T part) {
    started.push(part);
    return part;
  }

  Allocator allocator() {
    return allocator;
  }

  Associator associator() {
    return associator;
  }

  Links links() {
    return berth::link;
  }

  Replication replication() {
    return replication;
  }

  @Override
  public void close() {
    end(started);
  }

  private static void end(Deque<AutoCloseable> started) {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        LOG.warn("BERTH-333 a part of the control plane did not end cleanly", e);
      }
    }
  }
}
