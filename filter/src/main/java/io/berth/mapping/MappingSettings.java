package io.berth.mapping;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How consumers are looked up.
 *
 * @param timeout how long a request waits for the authority
 * @param unknownFor how long the authority's "no such consumer" is remembered by this node, zero
 *     for not at all
 * @param sessionLifespan how long a session's consumer is remembered after it was bound
 * @param loaders how many consumers are looked up at the authority at once
 * @param audit how often the cache is held against the authority, zero for never
 * @param keep which mappings the audit leaves in the cache
 */
public record MappingSettings(
    Duration timeout,
    Duration unknownFor,
    Duration sessionLifespan,
    int loaders,
    Duration audit,
    Keep keep) {
  /** Which mappings stay in the cache. */
  public enum Keep {
    /** All of them, as far as memory goes. */
    ALWAYS,
    /** Those whose data is not yet proven everywhere; of the others the token knows enough. */
    REGISTERING
  }

  public static final Setting<Duration> TIMEOUT =
      Setting.millis(
          "berth.mapping.timeout",
          2_000,
          10,
          60_000,
          "How long a request waits for the authority to say where a consumer is.");
  public static final Setting<Duration> UNKNOWN =
      Setting.millis(
          "berth.mapping.unknown",
          500,
          0,
          60_000,
          "How long a node remembers that the authority knows no such consumer; 0 asks every time.");
  public static final Setting<Duration> SESSION_LIFESPAN =
      Setting.seconds(
          "berth.mapping.session-lifespan",
          86_400,
          60,
          31_536_000,
          "How long the consumer of an application session is remembered after it was bound.");
  public static final Setting<Integer> LOADERS =
      Setting.count(
          "berth.mapping.loaders",
          4,
          1,
          256,
          "How many consumers this node looks up at the authority at once.");

  public static final Setting<Duration> AUDIT =
      Setting.seconds(
          "berth.mapping.audit-interval",
          600,
          0,
          604_800,
          "How often a node that has the authority holds the cache against it and repairs what"
              + " differs; 0 for never.");
  public static final Setting<String> KEEP =
      Setting.oneOf(
          "berth.mapping.keep",
          "always",
          List.of("always", "registering"),
          "Which mappings stay in the cache: all, or those of consumers who are not yet registered;"
              + " the rest is dropped once a minute and costs a look-up at the authority.");

  public static final List<Setting<?>> ALL =
      List.of(TIMEOUT, UNKNOWN, SESSION_LIFESPAN, LOADERS, AUDIT, KEEP);

  /** Reads the settings of this room; problems are noted in {@code settings}. */
  public static MappingSettings read(Settings settings) {
    return new MappingSettings(
        settings.get(TIMEOUT),
        settings.get(UNKNOWN),
        settings.get(SESSION_LIFESPAN),
        settings.get(LOADERS),
        settings.get(AUDIT),
        Keep.valueOf(settings.get(KEEP).toUpperCase(Locale.ROOT)));
  }
}
