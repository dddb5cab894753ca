package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class NodeHealthTest {
  private static final long SECOND = 1_000_000_000L;

  private final NodeHealth health = new NodeHealth(3, Duration.ofSeconds(10));

  @Test
  void onlyFailuresInARowSetANodeAside() {
    assertThat(health.failed()).isFalse();
    assertThat(health.failed()).isFalse();
    health.answered();
    assertThat(health.failed()).isFalse();
    assertThat(health.failed()).isFalse();
    assertThat(health.isUp()).isTrue();
    assertThat(health.failed()).isTrue();
    assertThat(health.isUp()).isFalse();
  }

  @Test
  void beingSetAsideIsSaidOnce() {
    for (int i = 0; i < 2; i++) {
      health.failed();
    }
    assertThat(health.failed()).isTrue();
    assertThat(health.failed()).isFalse();
  }

  @Test
  void aNodeThatIsBackGetsItsConnectionsLittleByLittle() {
    assertThat(health.cap(256, 0)).isEqualTo(256);
    for (int i = 0; i < 3; i++) {
      health.failed();
    }
    health.recovered(100 * SECOND);
    assertThat(health.isUp()).isTrue();
    assertThat(health.cap(256, 100 * SECOND)).isEqualTo(4);
    assertThat(health.cap(2, 100 * SECOND)).isEqualTo(2);
    assertThat(health.cap(256, 105 * SECOND)).isEqualTo(128);
    assertThat(health.cap(256, 110 * SECOND)).isEqualTo(256);
    assertThat(health.cap(256, 111 * SECOND)).isEqualTo(256);
  }

  @Test
  void withoutSlowStartItGetsThemAtOnce() {
    NodeHealth quick = new NodeHealth(1, Duration.ZERO);
    quick.failed();
    quick.recovered(5);
    assertThat(quick.cap(256, 5)).isEqualTo(256);
  }
}
