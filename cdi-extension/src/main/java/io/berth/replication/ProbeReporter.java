package io.berth.replication;

import io.berth.background.Background;
import io.berth.model.Node;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import io.berth.replication.HomeLog.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Asks the probe how far this manager has applied each other home's log, and reports it: a handful
 * of numbers, however many consumers there are, and only when they change. One node of a manager
 * asks for all of them.
 *
 * <p>Whatever makes an answer doubtful takes the watermark back: the manager is unproven then, and
 * never "caught up". Two threads: one asks, the other one notices that the first hears nothing.
 */
public final class ProbeReporter implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ProbeReporter.class);
  private static final long NANOS_A_MILLI = 1_000_000;
  private final ReplicationProbe probe;
  private final Board board;
  private final Consumer<Position> newHistory;
  private final LongSupplier nanos;
  private final long silenceNanos;
  private final Map<String, HomeLog> homes = new HashMap<>();
  private final Standings standings;
  private final Map<String, Position> reported = new HashMap<>();
  private final Background background = new Background("berth-probe", LOG);
  private Position own = Position.UNKNOWN;
  private long answeredAt;
  private boolean silent;

  /**
   * @param silence after so long without an answer nothing is proven any more
   * @param newHistory is told where this manager's own log stands when it starts, and when it goes
   *     on in a new history after a failover
   * @param nanos a clock that only goes forward: {@code System::nanoTime}
   */
  public ProbeReporter(
      ReplicationProbe probe,
      Board board,
      Duration silence,
      Consumer<Position> newHistory,
      LongSupplier nanos) {
    this.probe = probe;
    this.board = board;
    this.newHistory = newHistory;
    this.nanos = nanos;
    this.silenceNanos = silence.toNanos();
    this.standings = new Standings(probe.name());
    this.answeredAt = nanos.getAsLong();
  }

  public void start(Duration interval) {
    background.every(
        interval.toMillis(),
        "BERTH-324 the replication probe '" + probe.name() + "' failed: nothing is proven here",
        this::ask);
    background.every(
        interval.toMillis(),
        "BERTH-325 it cannot be noticed whether the replication probe answers",
        this::listen);
  }

  /** What keeps a home from being asked keeps it from no other. */
  void ask() {
    View view = board.view().get();
    if (!leads(view)) {
      withdrawAll();
      return;
    }
    Map<String, Position> answers;
    try {
      answers = probe.applied(askedFor(view));
    } catch (RuntimeException | LinkageError e) {
      withdrawAll();
      throw e;
    }
    take(view, answers);
  }

  /** Of the nodes of this manager, the first by name. */
  private static boolean leads(View view) {
    return view.nodes().stream()
        .filter(node -> node.manager().equals(view.local().name()))
        .map(Node::name)
        .sorted()
        .findFirst()
        .map(view.node()::equals)
        .orElse(true);
  }

  /** Homes that are gone for the moment, too: what they wrote is still here. */
  private synchronized Set<String> askedFor(View view) {
    Set<String> managers = new TreeSet<>(reported.keySet());
    view.managers().stream().map(ResourceManager::name).forEach(managers::add);
    managers.add(view.local().name());
    return managers;
  }

  private synchronized void take(View view, Map<String, Position> answers) {
    heard();
    String local = view.local().name();
    Set<String> asked = askedFor(view);
    standings.noteStrangers(asked, answers.keySet());
    for (String manager : asked) {
      Position answer = answers.getOrDefault(manager, Position.UNKNOWN);
      if (manager.equals(local)) {
        follow(answer);
        publish(local, local, answer);
      } else {
        judge(view, manager, answer);
      }
    }
  }

  private void judge(View view, String home, Position applied) {
    Watermark mark = view.watermark(home, home);
    Position end = mark == null ? Position.UNKNOWN : mark.applied();
    Standing standing =
        homes
            .computeIfAbsent(home, name -> new HomeLog(silenceNanos))
            .judge(applied, end, nanos.getAsLong());
    standings.note(home, standing, applied, end);
    publish(view.local().name(), home, standing == Standing.PROVEN ? applied : Position.UNKNOWN);
  }

  private void publish(String local, String home, Position applied) {
    if (applied.isUnknown()) {
      withdraw(home);
    } else if (!applied.equals(reported.put(home, applied))) {
      board.report().accept(new Watermark(local, home, applied));
    }
  }

  private void withdraw(String home) {
    if (reported.remove(home) != null) {
      board.withdraw().accept(home);
    }
  }

  private synchronized void withdrawAll() {
    heard();
    Set.copyOf(reported.keySet()).forEach(this::withdraw);
    standings.doubtAll();
  }

  /** The own log starts, or goes on in another history. */
  private void follow(Position now) {
    if (!epochs(own).entrySet().containsAll(epochs(now).entrySet())) {
      background.run(() -> newHistory.accept(now));
    }
    own = now;
  }

  private static Map<String, Long> epochs(Position position) {
    Map<String, Long> epochs = new HashMap<>();
    position.stores().forEach((store, point) -> epochs.put(store, point.epoch()));
    return epochs;
  }

  private void heard() {
    if (silent) {
      silent = false;
      LOG.infof("the replication probe '%s' answers again", probe.name());
    }
    answeredAt = nanos.getAsLong();
  }

  /** Silence is no proof. */
  synchronized void listen() {
    long sinceMillis = ageMillis();
    if (silent || sinceMillis * NANOS_A_MILLI <= silenceNanos) {
      return;
    }
    silent = true;
    Set.copyOf(reported.keySet()).forEach(this::withdraw);
    LOG.errorf(
        "BERTH-325 the replication probe '%s' has not answered for %d ms: nothing is proven here"
            + " until it does; see berth.replication.silence",
        probe.name(), sinceMillis);
  }

  /** How long ago the probe answered last, for better or worse. */
  synchronized long ageMillis() {
    return (nanos.getAsLong() - answeredAt) / NANOS_A_MILLI;
  }

  /** Home to how far it is applied here and what that is worth. */
  synchronized Map<String, String> standings() {
    return standings.describe(silent, reported);
  }

  @Override
  public void close() {
    background.close();
  }
}
