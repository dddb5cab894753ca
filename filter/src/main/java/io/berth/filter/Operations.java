package io.berth.filter;

import io.berth.filter.Health.Condition;
import io.berth.filter.Health.Part;
import io.berth.forward.Forwarder;
import io.berth.jmx.Notices;
import io.berth.mapping.MappingCache;
import io.berth.model.NodeState;
import jakarta.servlet.ServletContext;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/**
 * What the people who run a node look at and turn: its state, its health, its probes, what it tells
 * whoever listens, and how it leaves. Thread-safe.
 */
final class Operations implements AutoCloseable {
  private final BerthContext berth;
  private final OperatingSettings settings;
  private final Notices notices;
  private final Health health;
  private final Drain drain;
  private final Probes probes;
  private final Decisions decisions;
  private final InFlight inFlight = new InFlight();
  private volatile Optional<ServerSignals> signals = Optional.empty();
  private volatile NodeState state = NodeState.STARTING;
  private volatile boolean opened;

  Operations(BerthContext berth, OperatingSettings settings, String node) {
    this.berth = berth;
    this.settings = settings;
    this.notices = new Notices(node);
    this.health = new Health(node, new HealthNotices(notices));
    this.drain = new Drain(new Leaving(berth), settings.notice(), settings.patience());
    this.probes = new Probes(settings, health, this::inOneWord);
    this.decisions = new Decisions(settings.serverTiming());
  }

  /** Looks after this node, and after what it sees of the others. */
  void watch(MappingCache mapping, Forwarder forwarder, Observation others) {
    health.watch(
        Part.CACHE,
        () -> {
          mapping.check();
          return Condition.OK;
        });
    health.watch(Part.FORWARDER, () -> forwarder.answers() ? Condition.OK : Condition.LOST);
    settings.drainFile().ifPresent(file -> health.every(() -> drainWhile(Files.exists(file))));
    health.every(others::look);
  }

  private void drainWhile(boolean there) {
    if (there) {
      drain.begin(Drain.Cause.FILE);
    } else {
      drain.end(Drain.Cause.FILE);
    }
  }

  /** Hears from now on when the server is about to stop. */
  void listen(ServletContext application) {
    signals = Optional.of(ServerSignals.listen(application, new OfTheServer(drain)));
  }

  /** The door is open; a node that was drained meanwhile says so instead. */
  void opened() {
    opened = true;
    announce();
  }

  /** Says what the node is now: leaving or not. */
  void announce() {
    if (opened || drain.isDraining()) {
      announce(drain.isDraining() ? NodeState.DRAINING : NodeState.READY);
    } else {
      announce(NodeState.STARTING);
    }
  }

  void announce(NodeState next) {
    state = next;
    berth.cluster().announce(next);
  }

  NodeState state() {
    return state;
  }

  private String inOneWord() {
    return drain.isDrained() ? "drained" : state.name().toLowerCase(Locale.ROOT);
  }

  Notices notices() {
    return notices;
  }

  Health health() {
    return health;
  }

  Drain drain() {
    return drain;
  }

  Probes probes() {
    return probes;
  }

  Decisions decisions() {
    return decisions;
  }

  InFlight inFlight() {
    return inFlight;
  }

  @Override
  public void close() {
    signals.ifPresent(ServerSignals::close);
    drain.close();
    health.close();
  }
}
