package io.berth.mapping;

import static io.berth.cluster.Fixtures.association;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.infinispan.commons.api.BasicCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappingCacheTest {
  private static final ConsumerId ANN = ConsumerId.of("ann");

  private final Caches caches = Fixtures.local();
  private final AtomicLong now = new AtomicLong();
  private final ExecutorService askers = Executors.newCachedThreadPool();
  private MappingCache mapping = mapping(Duration.ofSeconds(10));

  private MappingCache mapping(Duration timeout) {
    return mapping(caches.associations(), timeout);
  }

  private MappingCache mapping(BasicCache<String, Association> associations, Duration timeout) {
    return new MappingCache(
        associations,
        caches.sessions(),
        new MappingSettings(
            timeout,
            Duration.ofMillis(500),
            Duration.ofHours(1),
            4,
            Duration.ZERO,
            MappingSettings.Keep.ALWAYS),
        now::get);
  }

  @AfterEach
  void stop() {
    askers.shutdownNow();
    mapping.close();
    caches.close();
  }

  @Test
  void whatWasPublishedIsFound() {
    mapping.publish(association("ann", 1));
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.Found(association("ann", 1)));
    assertThat(mapping.statistics().hits()).isEqualTo(1);
  }

  @Test
  void missWithoutAuthorityIsDegradedAndNeverUnknown() {
    assertThat(mapping.find(ANN)).isInstanceOf(Lookup.Degraded.class);
  }

  @Test
  void onlyTheAuthoritySaysUnknown() {
    mapping.readThrough(consumer -> Optional.empty());
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.Unknown());
  }

  @Test
  void failingAuthorityIsDegraded() {
    mapping.readThrough(
        consumer -> {
          throw new IllegalStateException("no connection");
        });
    assertThat(mapping.find(ANN))
        .isInstanceOfSatisfying(
            Lookup.Degraded.class, it -> assertThat(it.reason()).contains("no connection"));
  }

  @Test
  void authorityThatThrowsAnErrorIsDegraded() {
    mapping.readThrough(
        consumer -> {
          throw new NoClassDefFoundError("planted");
        });
    assertThat(mapping.find(ANN)).isInstanceOf(Lookup.Degraded.class);
  }

  @Test
  void slowAuthorityIsTimedOutAndItsAnswerStillArrivesInTheCache() {
    CountDownLatch release = new CountDownLatch(1);
    mapping = mapping(Duration.ofMillis(50));
    mapping.readThrough(
        consumer -> {
          awaitQuietly(release);
          return Optional.of(association("ann", 1));
        });
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.TimedOut(50));
    release.countDown();
    await().until(() -> caches.associations().containsKey(ANN.value()));
  }

  @Test
  void hangingAuthorityCostsOtherConsumersATimeoutAndNeverAThreadForEver() {
    CountDownLatch release = new CountDownLatch(1);
    mapping = mapping(Duration.ofMillis(20));
    mapping.readThrough(
        consumer -> {
          awaitQuietly(release);
          return Optional.empty();
        });
    AtomicInteger timedOut = new AtomicInteger();
    AtomicInteger degraded = new AtomicInteger();
    int asked = 300;
    for (int i = 0; i < asked; i++) {
      Lookup outcome = mapping.find(ConsumerId.of("c" + i));
      (outcome instanceof Lookup.TimedOut ? timedOut : degraded).incrementAndGet();
      assertThat(outcome).isNotInstanceOf(Lookup.Unknown.class);
    }
    release.countDown();
    System.out.printf(
        "hanging authority: %d asked, %d timed out, %d refused at once%n",
        asked, timedOut.get(), degraded.get());
    assertThat(timedOut).hasValueBetween(1, 4 + 4 * 64);
    assertThat(degraded).hasValueGreaterThan(0);
  }

  @Test
  void failingCacheAsksTheAuthority() {
    mapping = mapping(BrokenCache.thatThrows(), Duration.ofSeconds(10));
    assertThat(mapping.find(ANN)).isInstanceOf(Lookup.Degraded.class);
    mapping.readThrough(consumer -> Optional.of(association("ann", 3)));
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.Found(association("ann", 3)));
    mapping.readThrough(consumer -> Optional.empty());
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.Unknown());
    mapping.publish(association("ann", 4));
    assertThat(mapping.statistics().unpublished()).isGreaterThan(0);
  }

  @Test
  void unknownIsRememberedForAWhileButNeverAgainstAPublishedRecord() {
    AtomicInteger asked = new AtomicInteger();
    mapping.readThrough(
        consumer -> {
          asked.incrementAndGet();
          return Optional.empty();
        });
    mapping.find(ANN);
    mapping.find(ANN);
    assertThat(asked).hasValue(1);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
    mapping.find(ANN);
    assertThat(asked).hasValue(2);
    mapping.publish(association("ann", 1));
    assertThat(mapping.find(ANN)).isInstanceOf(Lookup.Found.class);
    mapping.evict(ANN);
    assertThat(mapping.find(ANN)).isInstanceOf(Lookup.Unknown.class);
    assertThat(asked).hasValue(3);
  }

  @Test
  void unknownConsumersAreBounded() {
    UnknownConsumers unknown = new UnknownConsumers(Duration.ofHours(1), now::get);
    for (int i = 0; i < UnknownConsumers.BOUND * 2; i++) {
      unknown.add(ConsumerId.of("c" + i));
    }
    assertThat(unknown.size()).isEqualTo(UnknownConsumers.BOUND);
  }

  @Test
  void manyWhoAskForOneConsumerCostOneQuestion() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    mapping.readThrough(
        consumer -> {
          asked.incrementAndGet();
          awaitQuietly(release);
          return Optional.of(association("ann", 1));
        });
    List<Future<Lookup>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(askers.submit(() -> mapping.find(ANN)));
    }
    await().until(() -> mapping.statistics().misses() == 64);
    release.countDown();
    for (Future<Lookup> answer : answers) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Lookup.Found.class);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void whoAsksAfterACommitIsNotToldUnknownByAnEarlierQuestion() throws Exception {
    CountDownLatch firstAsked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    mapping = mapping(BrokenCache.thatThrows(), Duration.ofSeconds(10));
    mapping.readThrough(
        consumer -> {
          if (asked.incrementAndGet() > 1) {
            return Optional.of(association("ann", 1));
          }
          firstAsked.countDown();
          awaitQuietly(release);
          return Optional.empty();
        });
    Future<Lookup> early = askers.submit(() -> mapping.find(ANN));
    firstAsked.await();
    Future<Lookup> late = askers.submit(() -> mapping.find(ANN));
    await().until(() -> mapping.statistics().misses() == 2);
    release.countDown();
    assertThat(early.get(10, TimeUnit.SECONDS)).isInstanceOf(Lookup.Unknown.class);
    assertThat(late.get(10, TimeUnit.SECONDS)).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void slowLoadOfAnOldRowDoesNotUndoANewerOne() {
    mapping.readThrough(
        consumer -> {
          mapping.publish(association("ann", 2));
          return Optional.of(association("ann", 1));
        });
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.Found(association("ann", 2)));
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.Found(association("ann", 2)));
  }

  @Test
  void proofOfANewerVersionSendsTheLookupToTheAuthority() {
    mapping.publish(association("ann", 1));
    assertThat(mapping.find(ANN, 2)).isInstanceOf(Lookup.Degraded.class);
    mapping.readThrough(consumer -> Optional.of(association("ann", 2)));
    assertThat(mapping.find(ANN, 2)).isEqualTo(new Lookup.Found(association("ann", 2)));
    assertThat(mapping.find(ANN)).isEqualTo(new Lookup.Found(association("ann", 2)));
  }

  @Test
  void acknowledgementsOfOneVersionAreUnited() {
    mapping.publish(association("ann", 1).acknowledged("rm-b", 1));
    mapping.publish(association("ann", 1).acknowledged("rm-c", 1));
    assertThat(mapping.find(ANN))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            it -> assertThat(it.association().acknowledgedBy()).containsOnly("rm-b", "rm-c"));
  }

  @Test
  void olderVersionNeverReplacesNewer() throws Exception {
    Hammer hammer = new Hammer(List.of(mapping), 8, 20_000, 7);
    hammer.run(askers);
    assertThat(hammer.regressions()).isZero();
    assertThat(hammer.consumersNotAtTheirHighest(mapping)).isEmpty();
  }

  @Test
  void newerRecordArrivesAlthoughTheNearCopyStaysOld() {
    BasicCache<String, Association> real = caches.associations();
    real.put("ann", association("ann", 2));
    mapping =
        mapping(BrokenCache.thatShowsForEver(association("ann", 1), real), Duration.ofSeconds(10));
    mapping.publish(association("ann", 3));
    assertThat(real.get("ann")).isEqualTo(association("ann", 3));
  }

  @Test
  void recordThatAFullCacheDropsAtOnceIsPutOnce() {
    BasicCache<String, Association> tiny = BrokenCache.thatKeepsNothing();
    mapping = mapping(tiny, Duration.ofSeconds(10));
    mapping.publish(association("ann", 1));
    assertThat(mapping.statistics().published()).isEqualTo(1);
    assertThat(mapping.statistics().unpublished()).isZero();
  }

  @Test
  void sessionLeadsToItsConsumerAndItsIdIsNotStored() {
    mapping.publish(association("ann", 1));
    mapping.bindSession("s3cret", ANN);
    assertThat(mapping.findBySession("s3cret")).isEqualTo(new Lookup.Found(association("ann", 1)));
    assertThat(caches.sessions().keySet())
        .hasSize(1)
        .allSatisfy(key -> assertThat(key).startsWith("session:").doesNotContain("s3cret"));
    assertThat(mapping.findBySession("another")).isEqualTo(new Lookup.Unknown());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
