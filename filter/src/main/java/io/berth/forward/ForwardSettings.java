package io.berth.forward;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How the forwarder behaves.
 *
 * @param connectTimeout how long a connection to a node may take
 * @param firstByteTimeout how long a node may think before the first byte of its answer
 */
public record ForwardSettings(Duration connectTimeout, Duration firstByteTimeout) {
  public static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.millis(
          "berth.forward.connect-timeout",
          1_000,
          10,
          60_000,
          "How long a connection to a node may take.");
  public static final Setting<Duration> FIRST_BYTE_TIMEOUT =
      Setting.millis(
          "berth.forward.first-byte-timeout",
          30_000,
          10,
          3_600_000,
          "How long a node may think before the first byte of its answer.");
  public static final List<Setting<?>> ALL = List.of(CONNECT_TIMEOUT, FIRST_BYTE_TIMEOUT);

  public static ForwardSettings read(Settings settings) {
    return new ForwardSettings(settings.get(CONNECT_TIMEOUT), settings.get(FIRST_BYTE_TIMEOUT));
  }
}
