package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SignUpsTest {
  private static final Association ANN =
      new Association(
          ConsumerId.of("ann"), "rm-a", List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);

  private final AtomicLong clock = new AtomicLong();
  private final SignUps signUps = new SignUps(clock::get);

  private void fail(RuntimeException with) {
    Supplier<Association> failing =
        () -> {
          throw with;
        };
    assertThatThrownBy(() -> signUps.count(failing)).isSameAs(with);
  }

  @Test
  void everySignUpEndsInOneWayAndIsCountedOnce() {
    signUps.count(
        () -> {
          signUps.found(new Outcome.Mine(ANN));
          clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(8));
          signUps.registered();
          return ANN;
        });
    signUps.count(
        () -> {
          signUps.found(new Outcome.Known(ANN));
          clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(2));
          return ANN;
        });
    signUps.count(
        () -> {
          signUps.found(new Outcome.Elsewhere(ANN));
          return ANN;
        });
    fail(new StockOutException("none", Duration.ofSeconds(1)));
    fail(new KeyReusedException("again"));
    fail(new NameNotFreeException("deleted", Duration.ofSeconds(1)));
    fail(new RegistrationException("failed", new IllegalStateException()));
    fail(new IllegalArgumentException("nobody provisions it"));
    assertThat(signUps.getSignUpsByOutcome())
        .isEqualTo(
            Map.of(
                "REGISTERED", 1L,
                "KNOWN", 1L,
                "ELSEWHERE", 1L,
                "OUT_OF_STOCK", 1L,
                "KEY_REUSED", 1L,
                "NAME_NOT_FREE", 1L,
                "FAILED", 2L));
    assertThat(signUps.getMeanMillis()).isEqualTo(3);
    assertThat(signUps.getMaxMillis()).isEqualTo(8);
  }
}
