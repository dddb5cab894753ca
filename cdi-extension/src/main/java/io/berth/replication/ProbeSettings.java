package io.berth.replication;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import io.berth.store.LogSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How arrival is proven.
 *
 * @param probes the probes that come with Berth and are asked, in order
 * @param log where the store is that the postgresql probe asks; empty without that probe
 * @param subscriptions home to the subscription of this manager's store that brings its data
 * @param delay what was written longer ago is assumed to have arrived, by the delay probe
 * @param silence a probe that has not answered for so long proves nothing
 */
public record ProbeSettings(
    List<String> probes,
    Optional<LogSettings> log,
    Map<String, String> subscriptions,
    Duration delay,
    Duration silence) {
  private static final List<String> KNOWN = List.of("postgresql", "acknowledged", "delay");

  public static final Setting<List<String>> PROBE =
      Setting.parsed(
          "berth.replication.probe",
          "postgresql, acknowledged, delay; several with commas, or none",
          "",
          ProbeSettings::probes,
          "What proves that data has arrived, beside the application's own ReplicationProbe beans;"
              + " of several all must have passed.");
  public static final Setting<Map<String, String>> SUBSCRIPTIONS =
      Setting.parsed(
          "berth.replication.subscriptions",
          "HOME=SUBSCRIPTION,...",
          "",
          ProbeSettings::subscriptions,
          "With the postgresql probe: the subscription through which logical replication brings a"
              + " home's data; of homes without one this manager's store is a standby.");
  public static final Setting<Duration> ASSUME_AFTER =
      Setting.millis(
          "berth.replication.assume-after",
          10_000,
          100,
          86_400_000,
          "With the delay probe: what was written longer ago is assumed to have arrived, unproven.");
  public static final Setting<Duration> SILENCE =
      Setting.millis(
          "berth.replication.silence",
          1_000,
          50,
          600_000,
          "A probe that has not answered for so long proves nothing until it does; longer than"
              + " berth.replication.interval.");

  /** Every setting of this kind. */
  public static final List<Setting<?>> ALL = List.of(PROBE, SUBSCRIPTIONS, ASSUME_AFTER, SILENCE);

  /** Reads them; problems are noted in {@code settings} for its check. */
  public static ProbeSettings from(Settings settings) {
    List<String> probes = settings.get(PROBE);
    if (settings.get(SILENCE).compareTo(settings.get(ReplicationSettings.INTERVAL)) <= 0) {
      settings.problem(
          SILENCE.name() + " must be longer than " + ReplicationSettings.INTERVAL.name());
    }
    return new ProbeSettings(
        probes,
        probes.contains("postgresql") ? Optional.of(LogSettings.from(settings)) : Optional.empty(),
        settings.get(SUBSCRIPTIONS),
        settings.get(ASSUME_AFTER),
        settings.get(SILENCE));
  }

  private static List<String> entries(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::trim)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  private static List<String> probes(String text) {
    List<String> probes = entries(text);
    if (!KNOWN.containsAll(probes)) {
      throw new IllegalArgumentException("expected some of " + String.join(", ", KNOWN));
    }
    if (probes.stream().distinct().count() < probes.size()) {
      throw new IllegalArgumentException("a probe is named twice");
    }
    return probes;
  }

  private static Map<String, String> subscriptions(String text) {
    Map<String, String> subscriptions = new LinkedHashMap<>();
    for (String entry : entries(text)) {
      String[] pair = entry.split("=", 2);
      if (pair.length < 2 || pair[0].isBlank() || pair[1].isBlank()) {
        throw new IllegalArgumentException("expected HOME=SUBSCRIPTION,...");
      }
      if (subscriptions.put(pair[0].trim(), pair[1].trim()) != null) {
        throw new IllegalArgumentException("home " + pair[0].trim() + " is named twice");
      }
    }
    return subscriptions;
  }
}
