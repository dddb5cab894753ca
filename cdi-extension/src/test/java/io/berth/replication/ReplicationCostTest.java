package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What proving costs, and how soon it lets go, while nothing is wrong: a primary and two standbys,
 * and sign-ups one after the other. A few seconds here; {@code -Pproof} makes it long.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicationCostTest {
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** PostgreSQL's processes note what they have counted once in a second. */
  private static final int NOTED_LATE = 12;

  private final Duration calm = Duration.ofSeconds(Long.getLong("berth.proof.calm", 3));
  private final int pairs = Integer.getInteger("berth.proof.pairs", 1);
  private final long seed = Long.getLong("berth.proof.seed", new Random().nextLong());
  private final CountDownLatch end = new CountDownLatch(1);
  private final StringBuilder report = new StringBuilder("{\n");

  @Test
  void eachManagerIsAskedOnceInAnIntervalAndNothingIsForwardedOnceReleased() throws Exception {
    try (ProofSite site = new ProofSite()) {
      List<ProofRelease> releases =
          List.of(
              new ProofRelease(site, "us", seed, end), new ProofRelease(site, "ap", seed + 1, end));
      ProofSpent spent = watch(site, releases);
      releases.forEach(this::tell);
      tell(spent);
      compare(site);
      double intervals = spent.seconds() * 1_000 / ProofSite.INTERVAL.toMillis();
      assertThat(spent.questions())
          .isPositive()
          .isLessThanOrEqualTo(
              (long) Math.ceil((intervals + NOTED_LATE) * ProofSite.MANAGERS.size()));
      for (ProofRelease each : releases) {
        assertThat(each.millis.getTotalCount()).isPositive();
        assertThat(each.readsAfter).hasPositiveValue();
        assertThat(each.forwardedAfter).hasValue(0);
      }
    } finally {
      end.countDown();
      System.out.println("seed " + seed + "\n" + report.append("  \"intervalMillis\": 100\n}"));
      Files.createDirectories(Path.of("target/proof"));
      Files.writeString(Path.of("target/proof/cost.json"), report);
    }
  }

  private ProofSpent watch(ProofSite site, List<ProofRelease> releases) throws Exception {
    ProofSpent.startCounting(site);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Boolean>> running = new ArrayList<>();
      ProofSpent before = ProofSpent.now(site);
      for (ProofRelease each : releases) {
        running.add(
            threads.submit(
                () -> {
                  each.run();
                  return true;
                }));
      }
      assertThat(end.await(calm.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
      ProofSpent spent = ProofSpent.now(site).since(before);
      end.countDown();
      for (Future<Boolean> each : running) {
        assertThat(each.get(1, TimeUnit.MINUTES)).isTrue();
      }
      return spent;
    } finally {
      threads.shutdownNow();
    }
  }

  /** The same reads with and without anybody asking, in turn: which is first changes. */
  private void compare(ProofSite site) throws Exception {
    List<Double> ratios = new ArrayList<>();
    try (ProofLoad load = new ProofLoad(site)) {
      await().atMost(PATIENCE).until(load::isReleased);
      load.rate(WINDOW); // for the compiler
      for (int i = 0; i < pairs; i++) {
        double first = load.rate(WINDOW);
        turn(site, i);
        load.rate(SETTLING);
        double second = load.rate(WINDOW);
        ratios.add(i % 2 == 0 ? first / second : second / first);
      }
    }
    double mean = ratios.stream().mapToDouble(each -> each).average().orElseThrow();
    double square = ratios.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
    line("pairs", pairs);
    line("readsAskedToUnasked", mean);
    line("readsAskedToUnaskedStandardError", Math.sqrt(square / pairs / Math.max(1, pairs - 1)));
  }

  /** Even: nobody asks from now on; odd: they ask again. */
  private static void turn(ProofSite site, int turn) {
    if (turn % 2 == 0) {
      site.stopAsking();
    } else {
      site.startAsking();
    }
  }

  private void tell(ProofSpent spent) {
    double managers = ProofSite.MANAGERS.size();
    double standbys = managers - 1;
    double each = spent.askingSeconds() / managers + spent.answeringSeconds() / standbys;
    line("seconds", spent.seconds());
    line("questionsASecondAndManager", spent.questions() / spent.seconds() / managers);
    line("askingCpuMicrosAQuestion", spent.askingSeconds() * 1e6 / spent.questions());
    line(
        "answeringCpuMicrosAQuestion",
        spent.answeringSeconds() * 1e6 / spent.questions() * managers / standbys);
    line("cpuPercentOfOneCoreAManager", each * 100 / spent.seconds());
  }

  private void tell(ProofRelease release) {
    String of = release.manager();
    line(of + "Releases", release.millis.getTotalCount());
    line(of + "ReleaseP50Millis", release.millis.getValueAtPercentile(50));
    line(of + "ReleaseP99Millis", release.millis.getValueAtPercentile(99));
    line(of + "ReleaseMaxMillis", release.millis.getMaxValue());
    line(of + "ReadsAfterRelease", release.readsAfter.get());
    line(of + "ForwardedAfterRelease", release.forwardedAfter.get());
  }

  private void line(String name, double figure) {
    report.append(String.format(Locale.ROOT, "  \"%s\": %.4f,%n", name, figure));
  }
}
