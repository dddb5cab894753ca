package io.berth.site;

import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.PoolPolicy;
import io.berth.allocator.ResourceProvisioner;
import io.berth.allocator.StockKeeper;
import io.berth.allocator.StockRoom;
import io.berth.associator.Associator;
import io.berth.associator.Neighbours;
import io.berth.associator.Offer;
import io.berth.associator.Placement;
import io.berth.associator.Registrar;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ResourceManager;
import io.berth.replication.Arrivals;
import io.berth.replication.ConsumerReplicator;
import io.berth.replication.Exporter;
import io.berth.replication.OutboxReplicator;
import io.berth.replication.Replication;
import io.berth.replication.ReplicationSettings;
import io.berth.replication.Writes;
import io.berth.store.Database;
import io.berth.store.Kind;
import io.berth.store.Making;
import io.berth.store.StockTable;
import io.berth.store.Tables;
import io.berth.store.Template;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One node of a manager, put together as the extension does it. */
public final class ManagerNode implements AutoCloseable {
  public static final AllocatorSettings CALM =
      new AllocatorSettings(
          new PoolPolicy(0, 0, 1000),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ZERO,
          2,
          Duration.ZERO,
          Duration.ofMillis(100));
  public static final ReplicationSettings SWIFT =
      new ReplicationSettings(Duration.ZERO, Duration.ofMillis(20), 4, Duration.ofSeconds(30), 0);

  public final Tables tables;
  public final ResourceManager manager;
  public final Desk desk = new Desk();
  public final Map<String, Factory> factories;
  public final StockKeeper stock;

  /** Managers that this node takes for drained or gone. */
  public final Set<String> unreachable = ConcurrentHashMap.newKeySet();

  /** Whether the other managers' watermarks have not passed what is asked for. */
  public volatile boolean othersAreBehind;

  /** Who is asked for resources, and in which order. */
  public volatile Placement placement = Placement.nearest();

  private final AllocatorSettings settings;
  public final Associator associator;
  public final Replication replication;
  private @Nullable OutboxReplicator replicator;

  /** A node that has a share in the manager's factories. */
  public ManagerNode(
      Database database,
      ResourceManager manager,
      AllocatorSettings settings,
      Map<String, Factory> factories,
      Optional<ConsumerReplicator> carrier) {
    this.tables = Tables.of(database);
    this.manager = manager;
    this.factories = factories;
    this.settings = settings;
    Map<String, ResourceProvisioner> provisioners = new LinkedHashMap<>(factories);
    this.stock =
        new StockKeeper(
            new StockRoom(tables, new SecureRandom()),
            manager,
            settings,
            provisioners,
            free -> {},
            System::nanoTime);
    Exporter exporter = new Exporter(carrier, Duration.ZERO);
    this.associator =
        new Registrar(tables, stock, new Seen(), new Placed(), exporter, desk, System::nanoTime);
    Arrivals arrivals =
        new Arrivals(
            tables,
            manager.name(),
            association ->
                association.acknowledgedBy().size() == tables.managers().all().size() - 1,
            SWIFT.interval(),
            desk);
    this.replication = new Writes(tables, manager.name(), exporter, arrivals, desk);
    tables.managers().joinWith(manager, stock.kinds());
  }

  /** By whatever placement is there when it is asked. */
  private final class Placed implements Placement {
    @Override
    public List<String> order(Requirements needs, ResourceManager local, List<Offer> offers) {
      return placement.order(needs, local, offers);
    }

    @Override
    public boolean isLocalFirst(Requirements needs, ResourceManager local) {
      return placement.isLocalFirst(needs, local);
    }
  }

  /** What this node knows of the other managers. */
  private final class Seen implements Neighbours {
    @Override
    public boolean accepts(String name) {
      return !unreachable.contains(name);
    }

    @Override
    public boolean holds(String name, Association association) {
      return name.equals(association.home()) || association.acknowledgedBy().contains(name);
    }

    @Override
    public boolean allHold(Association association) {
      return !othersAreBehind;
    }
  }

  /** Starts taking others' consumers over. */
  public ManagerNode replicate(ConsumerReplicator carrier, ReplicationSettings settings) {
    replicator = new OutboxReplicator(tables.outbox(), manager.name(), carrier, settings, desk);
    replicator.start();
    return this;
  }

  /** Makes ready stock at once, without background threads. */
  public ManagerNode fill(String type, int count) {
    for (int i = 0; i < count; i++) {
      String name = type + "_" + UUID.randomUUID().toString().substring(0, 13);
      fill(Kind.of(type), name);
    }
    return this;
  }

  /** The same for a variant. */
  public ManagerNode fillVariant(String type, String variant, int count) {
    for (int i = 0; i < count; i++) {
      fill(new Kind(type, variant), type + "_" + UUID.randomUUID().toString().substring(0, 13));
    }
    return this;
  }

  private void fill(Kind kind, String name) {
    Template template = new Template(kind, provisioner(kind.type()).generation());
    tables.pools().renew(manager, template, settings.pools().replaceAtOnce());
    StockTable.Bounds bounds = new StockTable.Bounds(Integer.MAX_VALUE, Integer.MAX_VALUE);
    Making making = tables.stock().start(manager, template, name, bounds, settings.makeLease());
    if (!(making instanceof Making.Started started)) {
      throw new IllegalStateException("no room at " + manager + ": " + making);
    }
    provisioner(kind.type()).provision(started.stock().resource(), kind.variant());
    tables.stock().finish(started.stock());
  }

  public ResourceProvisioner provisioner(String type) {
    return stock.provisioner(type);
  }

  @Override
  public void close() {
    stock.close();
    if (replicator != null) {
      replicator.close();
    }
  }
}
