package io.berth.allocator;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import io.berth.store.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What holds for pools beside their usual bounds.
 *
 * @param bounds of single pools, by {@link Kind} as text
 * @param selfSizing whether the target follows the demand
 * @param safety in per cent: how much more than the demand is kept, at least 100
 * @param replaceAtOnce whether all stale stock is retired as soon as the template has changed
 */
public record PoolRules(
    Map<String, PoolPolicy> bounds, boolean selfSizing, int safety, boolean replaceAtOnce) {
  public static final PoolRules USUAL = new PoolRules(Map.of(), false, 200, true);

  public static final Setting<Map<String, PoolPolicy>> BOUNDS =
      Setting.parsed(
          "berth.pool.bounds",
          "TYPE[:VARIANT]=FLOOR/TARGET/CEILING,...",
          "",
          PoolRules::read,
          "Bounds of single pools, instead of the three above.");
  public static final Setting<String> SIZING =
      Setting.oneOf(
          "berth.pool.sizing",
          "fixed",
          List.of("fixed", "demand"),
          "With demand a pool's target is sign-ups per second times the seconds to make one times"
              + " the safety, between floor and ceiling.");
  public static final Setting<Integer> SAFETY =
      Setting.count(
          "berth.pool.safety",
          200,
          100,
          10_000,
          "Per cent of the demand that a pool which sizes itself keeps ready.");
  public static final Setting<String> STALE =
      Setting.oneOf(
          "berth.pool.stale",
          "at-once",
          List.of("at-once", "as-used"),
          "Stock of an older template is never handed out; at-once retires all of it, as-used one"
              + " piece for each fresh one that is made.");

  /** Every setting of these. */
  public static final List<Setting<?>> ALL = List.of(BOUNDS, SIZING, SAFETY, STALE);

  public PoolRules {
    bounds = Map.copyOf(bounds);
  }

  static PoolRules from(Settings settings) {
    return new PoolRules(
        settings.get(BOUNDS),
        settings.get(SIZING).equals("demand"),
        settings.get(SAFETY),
        settings.get(STALE).equals("at-once"));
  }

  PoolPolicy policy(Kind kind, PoolPolicy usual) {
    return bounds.getOrDefault(kind.toString(), usual);
  }

  private static Map<String, PoolPolicy> read(String text) {
    Map<String, PoolPolicy> bounds = new LinkedHashMap<>();
    for (String entry : text.isBlank() ? new String[0] : text.split(",")) {
      String[] parts = entry.trim().split("[=/]");
      if (parts.length != 4) {
        throw new IllegalArgumentException(
            "expected TYPE[:VARIANT]=FLOOR/TARGET/CEILING, got '" + entry.trim() + "'");
      }
      bounds.put(
          parts[0].trim(), new PoolPolicy(count(parts[1]), count(parts[2]), count(parts[3])));
    }
    return bounds;
  }

  private static int count(String text) {
    try {
      int count = Integer.parseInt(text.trim());
      if (count >= 0 && count <= PoolPolicy.MOST) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a count: '" + text.trim() + "'", e);
    }
    throw new IllegalArgumentException(
        "a bound must be 0 to " + PoolPolicy.MOST + ", got " + text.trim());
  }
}
