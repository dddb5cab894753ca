package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Own-account reads right after sign-up and after every write, while real standbys lag, are killed
 * and promoted at random: router, view, probes and reporters of three managers in one JVM, without
 * the network between nodes. A few seconds here; {@code -Pproof} makes it long.
 */
@Timeout(value = 120, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicationProofTest {
  private static final int VISITORS = 3;
  private final long reads = Long.getLong("berth.proof.reads", 15_000);
  private final Duration longest = Duration.ofSeconds(Long.getLong("berth.proof.seconds", 20));
  private final Duration lag = Duration.ofMillis(Long.getLong("berth.proof.lag", 1_000));
  private final int failovers = Integer.getInteger("berth.proof.failovers", 1);
  private final long seed = Long.getLong("berth.proof.seed", new Random().nextLong());
  private final ProofTraffic.Total total = new ProofTraffic.Total();
  private final List<ProofTraffic> visitors = new ArrayList<>();
  private final List<ProofFaults> faults = new ArrayList<>();
  private final List<ProofRelease> releases = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void nobodyMissesTheirAccountAndNobodyReadsAnOlderOne() throws Exception {
    System.out.println("seed " + seed);
    ExecutorService threads = Executors.newCachedThreadPool();
    long start = System.nanoTime();
    try (ProofSite site = new ProofSite()) {
      List<Future<?>> running = start(site, threads);
      keepGoing(site);
      end.countDown();
      for (Future<?> each : running) {
        each.get(3, TimeUnit.MINUTES);
      }
      visitors.forEach(ProofTraffic::close);
    } finally {
      end.countDown();
      threads.shutdownNow();
    }
    String report = report((System.nanoTime() - start) / 1_000_000_000);
    System.out.println(report);
    Files.createDirectories(Path.of("target/proof"));
    Files.writeString(Path.of("target/proof/report.json"), report);
    assertThat(total.berth.notFound).as("not found").hasValue(0);
    assertThat(total.berth.stale).as("older than the token").hasValue(0);
    assertThat(total.control.notFound).as("without the rule they are missed").hasPositiveValue();
    assertThat(total.control.stale).as("without the rule they are old").hasPositiveValue();
    assertThat(total.berth.reads).hasValueGreaterThanOrEqualTo(reads);
    assertThat(sum(releases.stream().map(each -> each.forwardedAfter.get()))).isZero();
    assertThat(sum(releases.stream().map(each -> each.millis.getTotalCount()))).isPositive();
  }

  private List<Future<?>> start(ProofSite site, ExecutorService threads) {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < VISITORS; i++) {
      ProofTraffic visitor = new ProofTraffic(site, total, seed + i);
      visitors.add(visitor);
      running.add(threads.submit(until(() -> visitor.visit())));
    }
    for (String manager : List.of("us", "ap")) {
      ProofFaults trouble = new ProofFaults(site, manager, lag, seed + 10 + manager.charAt(0), end);
      ProofRelease release = new ProofRelease(site, manager, seed + 20 + manager.charAt(0), end);
      faults.add(trouble);
      releases.add(release);
      running.add(threads.submit(done(trouble::run)));
      running.add(threads.submit(done(release::run)));
    }
    return running;
  }

  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  private static Callable<Boolean> done(Work work) {
    return () -> {
      work.run();
      return true;
    };
  }

  private Callable<Boolean> until(Work visit) {
    return done(
        () -> {
          while (end.getCount() > 0) {
            visit.run();
          }
        });
  }

  /** Until there were enough reads and failovers, or the time is up. */
  private void keepGoing(ProofSite site) throws Exception {
    long start = System.nanoTime();
    long pace = Math.max(1, reads / (failovers + 1));
    int done = 0;
    while (total.berth.reads.get() < reads || done < failovers) {
      if (done < failovers && total.berth.reads.get() > pace * (done + 1)) {
        failOver(site, done % 2 == 0);
        done++;
      }
      if (end.await(20, TimeUnit.MILLISECONDS) || System.nanoTime() - start > longest.toNanos()) {
        return;
      }
    }
  }

  /** Traffic stands still while the standby is promoted, and goes on at once afterwards. */
  private void failOver(ProofSite site, boolean lossy) throws Exception {
    synchronized (site.monitor("us")) {
      if (lossy) {
        site.server("us").stop();
        end.await(300, TimeUnit.MILLISECONDS); // what is written now will be lost
      }
      site.turn.writeLock().lock();
      try {
        Position promoted = site.failOver(lossy);
        for (ProofTraffic visitor : visitors) {
          visitor.afterFailover(promoted);
        }
      } finally {
        site.turn.writeLock().unlock();
      }
    }
  }

  private static long sum(Stream<Long> numbers) {
    return numbers.mapToLong(Long::longValue).sum();
  }

  private String report(long seconds) {
    StringBuilder text = new StringBuilder("{\n");
    line(text, "seconds", seconds);
    line(text, "seed", seed);
    line(text, "longestLagMillis", lag.toMillis());
    line(text, "writes", total.writes.get());
    line(text, "reads", total.berth.reads.get());
    line(text, "notFound", total.berth.notFound.get());
    line(text, "stale", total.berth.stale.get());
    line(text, "forwarded", total.forwarded.get());
    line(text, "unavailable", total.unavailable.get());
    line(text, "serverDown", total.failed.get());
    line(text, "lostInFailovers", total.lost.get());
    line(text, "controlReads", total.control.reads.get());
    line(text, "controlNotFound", total.control.notFound.get());
    line(text, "controlStale", total.control.stale.get());
    line(text, "pauses", sum(faults.stream().map(each -> each.pauses.get())));
    line(text, "delays", sum(faults.stream().map(each -> each.delays.get())));
    line(text, "restarts", sum(faults.stream().map(each -> each.restarts.get())));
    line(text, "failovers", failovers);
    for (ProofRelease each : releases) {
      line(text, each.manager() + "Releases", each.millis.getTotalCount());
      line(text, each.manager() + "ReleaseP50Millis", each.millis.getValueAtPercentile(50));
      line(text, each.manager() + "ReleaseP99Millis", each.millis.getValueAtPercentile(99));
      line(text, each.manager() + "ReleaseMaxMillis", each.millis.getMaxValue());
      line(text, each.manager() + "ReadsAfterRelease", each.readsAfter.get());
      line(text, each.manager() + "ForwardedAfterRelease", each.forwardedAfter.get());
    }
    return text.append("  \"intervalMillis\": ")
        .append(ProofSite.INTERVAL.toMillis())
        .append("\n}\n")
        .toString();
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(String.format(Locale.ROOT, "  \"%s\": %d,%n", name, value));
  }
}
