package io.berth.filter;

import io.berth.forward.NodeStatistics;
import io.berth.jmx.Notice;
import io.berth.jmx.Notices;
import io.berth.model.NodeState;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What is noticed of the others by looking once a second: which managers have nobody left, when
 * watermarks moved last, and how the nodes are that this one forwards to. Looked at on one thread.
 */
final class Observation {
  private static final Logger LOG = Logger.getLogger(Observation.class);

  private final BerthContext berth;
  private final Notices notices;
  private final Map<String, NodeStatistics> backends = new ConcurrentHashMap<>();
  private final Map<String, Moved> marks = new ConcurrentHashMap<>();
  private Set<String> present = Set.of();
  private Set<String> behind = Set.of();

  /** Where a watermark was last seen to move. */
  private record Moved(Watermark mark, long at) {}

  Observation(BerthContext berth, Notices notices) {
    this.berth = berth;
    this.notices = notices;
  }

  void look() {
    View view = berth.cluster().current();
    compareManagers(view);
    compareLaggards(view);
    noteWatermarks(view);
    noteBackends();
  }

  private void compareManagers(View view) {
    Set<String> now =
        view.nodes().stream()
            .filter(node -> node.state() == NodeState.READY || node.state() == NodeState.DRAINING)
            .map(node -> node.manager())
            .collect(Collectors.toCollection(TreeSet::new));
    for (String manager : present) {
      if (!now.contains(manager)) {
        LOG.warnf("BERTH-143 manager %s has no node left that answers", manager);
        notices.tell(Notice.MANAGER_LOST, "manager " + manager + " has no node that answers");
      }
    }
    for (String manager : now) {
      if (!present.contains(manager)) {
        notices.tell(Notice.MANAGER_BACK, "manager " + manager + " answers");
      }
    }
    present = now;
  }

  private void compareLaggards(View view) {
    Set<String> now =
        view.laggards().stream()
            .map(Observation::name)
            .collect(Collectors.toCollection(TreeSet::new));
    now.stream()
        .filter(each -> !behind.contains(each))
        .forEach(each -> notices.tell(Notice.REPLICATION_BEHIND, each + " has been behind"));
    behind.stream()
        .filter(each -> !now.contains(each))
        .forEach(each -> notices.tell(Notice.REPLICATION_CAUGHT_UP, each + " is not behind"));
    behind = now;
  }

  private static String name(Watermark mark) {
    return mark.manager() + " of " + mark.home();
  }

  private void noteWatermarks(View view) {
    Map<String, Moved> seen = new HashMap<>();
    for (ResourceManager manager : view.managers()) {
      for (ResourceManager home : view.managers()) {
        Watermark mark = view.watermark(manager.name(), home.name());
        if (mark != null) {
          String key = name(mark);
          Moved last = marks.get(key);
          seen.put(
              key,
              last != null && last.mark.equals(mark) ? last : new Moved(mark, System.nanoTime()));
        }
      }
    }
    marks.putAll(seen);
    marks.keySet().retainAll(seen.keySet());
  }

  Map<String, Long> watermarkAgesSeconds() {
    Map<String, Long> ages = new TreeMap<>();
    long now = System.nanoTime();
    marks.forEach((key, moved) -> ages.put(key, TimeUnit.NANOSECONDS.toSeconds(now - moved.at)));
    return ages;
  }

  /** A node that has moved has connections at both addresses for a while: the busier one counts. */
  private void noteBackends() {
    Map<String, NodeStatistics> seen = new HashMap<>();
    for (NodeStatistics each : berth.backends()) {
      seen.merge(each.node(), each, (a, b) -> b.connections() >= a.connections() ? b : a);
    }
    seen.forEach(
        (node, statistics) -> {
          if (backends.put(node, statistics) == null) {
            berth.beans().registerNamed("Backend", node, new BackendBean(() -> backend(node)));
          }
        });
  }

  private NodeStatistics backend(String node) {
    return Objects.requireNonNull(backends.get(node), node);
  }
}
