package io.berth.cluster;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What this node knows of the others and tells them of itself. Reading is one volatile read;
 * announcements go through the shared cluster cache, only when something changed or the lease needs
 * renewal.
 *
 * <p>Thread-safe.
 */
public final class ClusterView implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ClusterView.class);
  private static final long STOP_SECONDS = 5;

  private final Caches caches;
  private final Renewal renewal;
  private final Suspicions suspicions;
  private final ViewBuilder builder;
  private final ScheduledThreadPoolExecutor pulse;

  /** Guards what is below, and is never held while a cache is asked. */
  private final ReentrantLock rebuilding = new ReentrantLock();

  private Collection<Announcement> lastRead = List.of();
  private volatile Announcement own;
  private volatile View view;
  private volatile Stock stock = Stock.NONE;

  private Optional<Set<String>> lastMembers = Optional.empty();
  private boolean failing;

  private ClusterView(
      Caches caches,
      Node self,
      ResourceManager local,
      ClusterSettings settings,
      LongSupplier nanos) {
    this.caches = caches;
    this.renewal = new Renewal(new Herald(caches, settings.lease()), settings.lease(), nanos);
    this.suspicions = new Suspicions(nanos);
    this.builder =
        new ViewBuilder(settings.members(), suspicions, new Lags(settings.behindAfter(), nanos));
    Announcement first = Announcement.first(self, local, caches.self());
    this.own = first;
    this.view = builder.build(first, List.of(first));
    this.pulse = new ScheduledThreadPoolExecutor(1, task -> daemon(task, self.name()));
  }

  /**
   * Announces {@code self} in the state it is given in, and follows the others from now on.
   *
   * @param local the manager {@code self} belongs to
   * @param nanos a clock that only goes forward, in nanoseconds: {@code System::nanoTime}
   */
  public static ClusterView join(
      Caches caches,
      Node self,
      ResourceManager local,
      ClusterSettings settings,
      LongSupplier nanos) {
    ClusterView joined = new ClusterView(caches, self, local, settings, nanos);
    joined.beat();
    long interval = settings.interval().toNanos();
    var unused =
        joined.pulse.scheduleWithFixedDelay(joined::beat, interval, interval, TimeUnit.NANOSECONDS);
    return joined;
  }

  private static Thread daemon(Runnable task, String node) {
    Thread thread = new Thread(task, "berth-cluster-" + node);
    thread.setDaemon(true);
    return thread;
  }

  /** The newest view, from memory. */
  public View current() {
    return view;
  }

  /** How much ready stock the managers have announced, from memory. */
  public Stock stock() {
    return stock;
  }

  /** Tells the others what this node is ready for. */
  public void announce(NodeState state) {
    change(announcement -> announcement.with(state));
  }

  /**
   * Publishes how far the local manager has applied a home's log; older or equal positions change
   * nothing.
   */
  public void report(Watermark watermark) {
    change(announcement -> announcement.with(watermark));
  }

  /**
   * Takes back what this node published of a home's log: nobody can say any more how far the local
   * manager has applied it.
   */
  public void withdraw(String home) {
    change(announcement -> announcement.without(home));
  }

  /** Publishes how many free resources of each type the local manager has ready. */
  public void reportStock(Map<String, Integer> free) {
    change(announcement -> announcement.withStock(free));
  }

  /**
   * Treats another node as not ready for a while, in this node's view only: it was found refusing
   * connections.
   */
  public void suspect(Node node, Duration time) {
    suspicions.add(node, time);
    rebuild();
  }

  /** What the nodes of this site say of themselves, for other sites. */
  public List<Announcement> announcements() {
    rebuilding.lock();
    try {
      Stream<Announcement> others =
          lastRead.stream()
              .filter(each -> !each.remote() && !each.node().name().equals(own.node().name()));
      return Stream.concat(Stream.of(own), others).toList();
    } finally {
      rebuilding.unlock();
    }
  }

  /** What this node says of itself. */
  public Announcement own() {
    return own;
  }

  /**
   * Learns what a node of another site said, which has proven that it may say so. It is in the view
   * until its lease ends or it says something else.
   */
  public void hear(Announcement said) {
    renewal.hear(said.heard());
  }

  private void change(UnaryOperator<Announcement> step) {
    rebuilding.lock();
    try {
      Announcement before = own;
      own = step.apply(before);
      if (own.equals(before)) {
        return;
      }
    } finally {
      rebuilding.unlock();
    }
    rebuild();
    renewal.publish(own);
  }

  /** Every interval, on one thread. */
  private void beat() {
    try {
      Optional<Set<String>> members = caches.members();
      if (!members.equals(lastMembers) || renewal.isDue()) {
        renewal.publish(own);
      }
      lastMembers = members;
      read(members);
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("BERTH-112 the nodes' announcements could not be read; the last view holds", e);
      }
      failing = true;
    }
  }

  private void read(Optional<Set<String>> members) {
    List<Announcement> alive =
        caches.announcements().stream().filter(each -> each.isOfAny(members)).toList();
    rebuilding.lock();
    try {
      lastRead = alive;
    } finally {
      rebuilding.unlock();
    }
    rebuild();
  }

  private void rebuild() {
    rebuilding.lock();
    try {
      suspicions.forgetOld();
      Announcement self = own;
      Map<String, Announcement> all = new TreeMap<>();
      lastRead.forEach(each -> all.put(each.node().name(), each));
      all.put(self.node().name(), self);
      View built = builder.build(self, all.values());
      if (!built.equals(view)) {
        view = built;
      }
      stock = Stock.of(all.values());
    } finally {
      rebuilding.unlock();
    }
  }

  /** Announces {@link NodeState#GONE} and stops. */
  @Override
  public void close() {
    pulse.shutdownNow();
    awaitLastBeat();
    announce(NodeState.GONE);
  }

  /** So that no beat speaks after the last word. */
  private void awaitLastBeat() {
    try {
      if (!pulse.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.debugf("the pulse of the cluster view still runs after %d s", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
