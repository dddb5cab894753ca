package io.berth.allocator;

import io.berth.store.Kind;
import io.berth.store.Level;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** The pools of one manager: one for each type and variant that its provisioners keep. */
final class Pools {
  private static final Comparator<Pool> MOST_WAITING_FIRST =
      Comparator.comparingInt(Pool::waiting).reversed();
  private final Map<Kind, Pool> pools = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException when there are bounds for a pool that is not there
   */
  Pools(
      AllocatorSettings settings,
      Map<String, ResourceProvisioner> provisioners,
      LongSupplier nanos) {
    provisioners.forEach(
        (type, provisioner) ->
            new TreeSet<>(provisioner.variants())
                .forEach(
                    variant -> {
                      Kind kind = new Kind(type, variant);
                      pools.put(kind, pool(kind, provisioner, settings, nanos));
                    }));
    checkBounds(settings.pools());
  }

  private static Pool pool(
      Kind kind, ResourceProvisioner provisioner, AllocatorSettings settings, LongSupplier nanos) {
    PoolRules rules = settings.pools();
    PoolPolicy policy = rules.policy(kind, settings.policy());
    Pool pool = new Pool(kind, provisioner, policy, rules, settings.refillQuiet(), nanos);
    pool.nowMadeFrom(provisioner.generation());
    return pool;
  }

  private void checkBounds(PoolRules rules) {
    Set<String> unknown = new TreeSet<>(rules.bounds().keySet());
    pools.keySet().forEach(kind -> unknown.remove(kind.toString()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "berth.pool.bounds names " + unknown + ", but there are only pools " + pools.keySet());
    }
  }

  Collection<Kind> kinds() {
    return pools.keySet();
  }

  Collection<Pool> all() {
    return pools.values();
  }

  List<Pool> whereMostWaitFirst() {
    return pools.values().stream().sorted(MOST_WAITING_FIRST).toList();
  }

  /**
   * @throws IllegalArgumentException when nobody keeps this kind
   */
  Pool of(Kind kind) {
    Pool pool = pools.get(kind);
    if (pool == null) {
      throw new IllegalArgumentException(
          "nobody keeps resource '" + kind + "' in stock, only " + pools.keySet());
    }
    return pool;
  }

  /** How much is ready of each type, in all its variants. */
  Map<String, Integer> byType(Map<Kind, Level> levels) {
    Map<String, Integer> free = new LinkedHashMap<>();
    pools
        .keySet()
        .forEach(
            kind ->
                free.merge(
                    kind.type(), levels.getOrDefault(kind, Level.EMPTY).free(), Integer::sum));
    return free;
  }
}
