package io.berth.allocator;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much stock is kept and how long things may take.
 *
 * @param policy bounds of every pool
 * @param claimLease a claim ends by itself after this time
 * @param makeLease a resource that is not made after this time is suspect
 * @param stockWait how long a sign-up waits for stock that is made for it
 * @param refillThreads how many resources this node makes at once
 * @param refillQuiet refilling waits until no stock was taken for this long
 * @param sweepInterval how often what has run out of time is looked for
 * @param pools what else holds for pools
 * @param limits of sign-ups
 * @param auditInterval how often rows and real things are compared; zero for never
 */
public record AllocatorSettings(
    PoolPolicy policy,
    Duration claimLease,
    Duration makeLease,
    Duration stockWait,
    int refillThreads,
    Duration refillQuiet,
    Duration sweepInterval,
    PoolRules pools,
    SignUpLimits limits,
    Duration auditInterval) {

  /** With the usual rules and limits, and without an audit. */
  public AllocatorSettings(
      PoolPolicy policy,
      Duration claimLease,
      Duration makeLease,
      Duration stockWait,
      int refillThreads,
      Duration refillQuiet,
      Duration sweepInterval) {
    this(
        policy,
        claimLease,
        makeLease,
        stockWait,
        refillThreads,
        refillQuiet,
        sweepInterval,
        PoolRules.USUAL,
        SignUpLimits.USUAL,
        Duration.ZERO);
  }

  /** The same with other rules and limits. */
  public AllocatorSettings with(PoolRules otherPools, SignUpLimits otherLimits) {
    return new AllocatorSettings(
        policy,
        claimLease,
        makeLease,
        stockWait,
        refillThreads,
        refillQuiet,
        sweepInterval,
        otherPools,
        otherLimits,
        auditInterval);
  }

  public static final Setting<Integer> FLOOR =
      Setting.count(
          "berth.pool.floor", 5, 0, 1_000_000, "Below this much ready stock a pool says so.");
  public static final Setting<Integer> TARGET =
      Setting.count(
          "berth.pool.target", 20, 0, 1_000_000, "Ready stock that each pool is refilled to.");
  public static final Setting<Integer> CEILING =
      Setting.count(
          "berth.pool.ceiling",
          50,
          1,
          1_000_000,
          "Ready stock and what is being made are never more than this in a pool, not even while"
              + " sign-ups wait.");
  public static final Setting<Duration> CLAIM_LEASE =
      Setting.seconds(
          "berth.claim.lease",
          60,
          1,
          3600,
          "A sign-up that has not finished after this time loses what it claimed.");
  public static final Setting<Duration> MAKE_LEASE =
      Setting.seconds(
          "berth.provision.lease",
          600,
          1,
          86_400,
          "A resource whose making has not finished after this time is suspect and is retired.");
  public static final Setting<Duration> STOCK_WAIT =
      Setting.millis(
          "berth.stock.wait",
          10_000,
          0,
          600_000,
          "How long a sign-up that finds no stock waits for a resource to be made.");
  public static final Setting<Integer> REFILL_THREADS =
      Setting.count(
          "berth.refill.threads", 2, 1, 256, "How many resources this node makes at once.");
  public static final Setting<Duration> REFILL_QUIET =
      Setting.millis(
          "berth.refill.quiet",
          1_000,
          0,
          600_000,
          "Above the floor, refilling waits until no stock was taken for this long, at most ten times as long.");
  public static final Setting<Duration> SWEEP_INTERVAL =
      Setting.millis(
          "berth.sweep.interval",
          5_000,
          50,
          3_600_000,
          "How often claims that have run out of time are looked for and suspects are retired.");

  public static final Setting<Duration> AUDIT_INTERVAL =
      Setting.seconds(
          "berth.audit.interval",
          3_600,
          0,
          604_800,
          "How often the rows are compared with what provisioners can list; 0 for never.");

  /** Every setting of this room. */
  public static final List<Setting<?>> ALL =
      Stream.of(
              List.of(
                  FLOOR,
                  TARGET,
                  CEILING,
                  CLAIM_LEASE,
                  MAKE_LEASE,
                  STOCK_WAIT,
                  REFILL_THREADS,
                  REFILL_QUIET,
                  SWEEP_INTERVAL,
                  AUDIT_INTERVAL),
              PoolRules.ALL,
              SignUpLimits.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  /** Reads them; problems are noted in {@code settings} for its check. */
  public static AllocatorSettings from(Settings settings) {
    int floor = settings.get(FLOOR);
    int target = settings.get(TARGET);
    int ceiling = settings.get(CEILING);
    PoolPolicy.problems(floor, target, ceiling).forEach(settings::problem);
    SignUpLimits limits = SignUpLimits.from(settings);
    if (limits.personalise().compareTo(settings.get(CLAIM_LEASE)) >= 0) {
      settings.problem(
          "berth.personalise.timeout must be shorter than berth.claim.lease, got "
              + limits.personalise().toMillis()
              + " ms and "
              + settings.get(CLAIM_LEASE).toSeconds()
              + " s");
    }
    boolean sound = PoolPolicy.problems(floor, target, ceiling).isEmpty();
    return new AllocatorSettings(
        sound ? new PoolPolicy(floor, target, ceiling) : new PoolPolicy(0, 1, 1),
        settings.get(CLAIM_LEASE),
        settings.get(MAKE_LEASE),
        settings.get(STOCK_WAIT),
        settings.get(REFILL_THREADS),
        settings.get(REFILL_QUIET),
        settings.get(SWEEP_INTERVAL),
        PoolRules.from(settings),
        limits,
        settings.get(AUDIT_INTERVAL));
  }
}
