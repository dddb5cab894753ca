package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.ConsumerId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReservedNamesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
  private final ReservedNames names = at(NOW);
  private final ConsumerId ann = ConsumerId.of("ann@example.org");
  private final ConsumerId bob = ConsumerId.of("bob@example.org");

  @AfterEach
  void close() {
    names.close();
  }

  @Test
  void theSamePairMayComeAgain() {
    reserve(names, ann, "Home");
    assertThatCode(() -> reserve(names, ann, "home")).doesNotThrowAnyException();
  }

  @Test
  void anotherConsumerCannotHaveATakenName() {
    reserve(names, ann, "Home");
    assertThatThrownBy(() -> reserve(names, bob, "HOME"))
        .isInstanceOfSatisfying(
            NameTakenException.class, taken -> assertThat(taken.status()).isEqualTo(409))
        .hasMessageContaining("taken");
  }

  @Test
  void aNameThatWasGivenBackMayBeTaken() {
    reserve(names, ann, "Home");
    names.free(ann);
    assertThatCode(() -> reserve(names, bob, "Home")).doesNotThrowAnyException();
  }

  @Test
  void aConsumerWithAWorkspaceKeepsItsName() {
    reserve(names, ann, "Home");
    assertThatThrownBy(() -> names.reserve(ann, WorkspaceName.of("Other"), () -> true))
        .hasMessageContaining("another name");
  }

  @Test
  void aSignUpUnderWayKeepsItsName() {
    reserve(names, ann, "Home");
    assertThatThrownBy(() -> reserve(names, ann, "Other")).hasMessageContaining("another name");
  }

  @Test
  void aSignUpThatNeverEndedGivesItsNameBack() {
    reserve(names, ann, "Home");
    try (ReservedNames later = at(NOW.plus(ReservedNames.LONGEST_SIGN_UP).plusSeconds(1))) {
      reserve(later, ann, "Other");
      assertThatCode(() -> reserve(later, bob, "Home")).doesNotThrowAnyException();
      assertThatThrownBy(() -> reserve(later, bob, "Other")).hasMessageContaining("another name");
    }
  }

  @Test
  void manyAtOnceForOneNameLeaveOneOwner() throws Exception {
    int askers = 16;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(askers);
    try {
      List<Future<Boolean>> tries =
          IntStream.range(0, askers)
              .mapToObj(i -> pool.submit(() -> reserves(start, ConsumerId.of("c" + i))))
              .toList();
      start.countDown();
      int owners = 0;
      for (Future<Boolean> each : tries) {
        owners += each.get() ? 1 : 0;
      }
      assertThat(owners).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  private boolean reserves(CountDownLatch start, ConsumerId consumer) throws InterruptedException {
    start.await();
    try {
      reserve(names, consumer, "Home");
      return true;
    } catch (NameTakenException e) {
      return false;
    }
  }

  private static void reserve(ReservedNames names, ConsumerId consumer, String name) {
    names.reserve(consumer, WorkspaceName.of(name), () -> false);
  }

  private ReservedNames at(Instant now) {
    return ReservedNames.open(url, Clock.fixed(now, ZoneOffset.UTC));
  }
}
