package io.berth.allocator;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How long and how many sign-ups may wait or keep something.
 *
 * @param holdLease what is held for a form comes back after this time
 * @param personalise how long personalising may take
 * @param waiting how many sign-ups wait at this node for one pool at most
 * @param keyLife how long the key of a request is remembered
 */
public record SignUpLimits(
    Duration holdLease, Duration personalise, int waiting, Duration keyLife) {
  public static final SignUpLimits USUAL =
      new SignUpLimits(Duration.ofMinutes(10), Duration.ofSeconds(10), 64, Duration.ofHours(24));

  public static final Setting<Duration> HOLD_LEASE =
      Setting.seconds(
          "berth.hold.lease",
          600,
          1,
          86_400,
          "What is held while a form is filled in comes back to the stock after this time.");
  public static final Setting<Duration> PERSONALISE =
      Setting.millis(
          "berth.personalise.timeout",
          10_000,
          10,
          600_000,
          "A sign-up fails when making its resources the consumer's takes longer; shorter than"
              + " berth.claim.lease.");
  public static final Setting<Integer> WAITING =
      Setting.count(
          "berth.stock.waiting",
          64,
          0,
          100_000,
          "How many sign-ups wait at this node for one pool's stock; more are refused at once.");
  public static final Setting<Duration> KEY_LIFE =
      Setting.seconds(
          "berth.request.key-life",
          86_400,
          60,
          31_536_000,
          "How long the key of a request that must take effect once is remembered.");

  /** Every setting of these. */
  public static final List<Setting<?>> ALL = List.of(HOLD_LEASE, PERSONALISE, WAITING, KEY_LIFE);

  static SignUpLimits from(Settings settings) {
    return new SignUpLimits(
        settings.get(HOLD_LEASE),
        settings.get(PERSONALISE),
        settings.get(WAITING),
        settings.get(KEY_LIFE));
  }
}
