package io.berth.replication;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How consumers' data travels.
 *
 * @param delay other managers take a consumer over no sooner than this after the commit
 * @param interval how often the outbox and the probe are asked
 * @param threads how many consumers this node takes over at once
 * @param lease a node that died gives back what it was taking over after this time
 * @param rate how many consumers this node takes over in a second at most; 0 for no bound
 */
public record ReplicationSettings(
    Duration delay, Duration interval, int threads, Duration lease, int rate) {

  public static final Setting<Duration> DELAY =
      Setting.millis(
          "berth.replication.delay",
          0,
          0,
          3_600_000,
          "The built-in replicator waits this long before other managers take a consumer over.");
  public static final Setting<Duration> INTERVAL =
      Setting.millis(
          "berth.replication.interval",
          100,
          10,
          60_000,
          "How often the outbox and the replication probe are asked.");
  public static final Setting<Integer> THREADS =
      Setting.count(
          "berth.replication.threads",
          4,
          1,
          256,
          "How many consumers this node takes over at once.");
  public static final Setting<Duration> LEASE =
      Setting.seconds(
          "berth.replication.lease",
          30,
          3,
          3600,
          "A node that died while taking a consumer over is given up after this time.");

  public static final Setting<Integer> RATE =
      Setting.count(
          "berth.replication.rate",
          0,
          0,
          1_000_000,
          "How many consumers this node takes over in a second at most; 0 for no bound.");

  /** Every setting of the built-in replicator. */
  public static final List<Setting<?>> ALL = List.of(DELAY, INTERVAL, THREADS, LEASE, RATE);

  /** Reads them; problems are noted in {@code settings} for its check. */
  public static ReplicationSettings from(Settings settings) {
    return new ReplicationSettings(
        settings.get(DELAY),
        settings.get(INTERVAL),
        settings.get(THREADS),
        settings.get(LEASE),
        settings.get(RATE));
  }
}
