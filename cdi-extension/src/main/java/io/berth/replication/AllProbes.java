package io.berth.replication;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Several probes as one: database and index and mailbox must all have passed. */
final class AllProbes implements ReplicationProbe {
  private static final Logger LOG = Logger.getLogger(AllProbes.class);
  private final List<ReplicationProbe> probes;
  private volatile boolean complained;

  AllProbes(List<ReplicationProbe> probes) {
    this.probes = List.copyOf(probes);
  }

  @Override
  public String name() {
    return String.join(" and ", probes.stream().map(ReplicationProbe::name).toList());
  }

  /** Unknown when one of them does not know: a place that leaves a store out proves too little. */
  @Override
  public Position position() {
    if (!areDistinct()) {
      return Position.UNKNOWN;
    }
    Map<String, LogPoint> stores = new HashMap<>();
    for (ReplicationProbe probe : probes) {
      Position position = probe.position();
      if (position.isUnknown()) {
        return Position.UNKNOWN;
      }
      add(stores, position);
    }
    return new Position(stores);
  }

  @Override
  public Map<String, Position> applied(Set<String> managers) {
    if (!areDistinct()) {
      return Map.of();
    }
    Map<String, Map<String, LogPoint>> all = new HashMap<>();
    for (ReplicationProbe probe : probes) {
      probe
          .applied(managers)
          .forEach(
              (manager, position) ->
                  add(all.computeIfAbsent(manager, name -> new HashMap<>()), position));
    }
    Map<String, Position> applied = new HashMap<>();
    all.forEach((manager, stores) -> applied.put(manager, new Position(stores)));
    return applied;
  }

  /** Two places of one store cannot be told apart, so neither counts. */
  private static void add(Map<String, LogPoint> stores, Position position) {
    position
        .stores()
        .forEach(
            (store, point) -> {
              if (stores.put(store, point) != null) {
                throw new IllegalStateException("two replication probes speak of store " + store);
              }
            });
  }

  private boolean areDistinct() {
    Set<String> names = new HashSet<>();
    boolean distinct = probes.stream().map(ReplicationProbe::name).allMatch(names::add);
    if (!distinct && !complained) {
      complained = true;
      LOG.errorf(
          "BERTH-329 two replication probes have one name, so nothing is proven by any: %s",
          name());
    }
    return distinct;
  }
}
