package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TakenBackTest {
  private final AtomicLong now = new AtomicLong(-5);

  private TakenBack most(int most) {
    return new TakenBack(most, TrustedPeers.parse("10.0.0.0/8"), now::get);
  }

  @Test
  void whoTakesBackTooManyIsRefusedUntilTheMinuteIsOver() {
    TakenBack counted = most(3);
    for (int i = 0; i < 3; i++) {
      assertThat(counted.isTooMany("192.0.2.7")).isFalse();
      counted.count("192.0.2.7", Outcome.CLIENT_LEFT);
    }
    assertThat(counted.isTooMany("192.0.2.7")).isTrue();
    counted.count("192.0.2.8", Outcome.ANSWERED);
    counted.count("192.0.2.8", Outcome.BROKEN);
    counted.count("192.0.2.8", Outcome.CLIENT_LEFT);
    assertThat(counted.isTooMany("192.0.2.8")).as("others").isFalse();
    now.addAndGet(TimeUnit.SECONDS.toNanos(59));
    assertThat(counted.isTooMany("192.0.2.7")).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(counted.isTooMany("192.0.2.7")).isFalse();
    counted.count("192.0.2.7", Outcome.CLIENT_LEFT);
    assertThat(counted.isTooMany("192.0.2.7")).as("from one on again").isFalse();
  }

  @Test
  void moreAddressesThanItKeepsTakeNoMoreMemoryAndHideNobody() {
    TakenBack counted = most(2);
    counted.count("first", Outcome.CLIENT_LEFT);
    for (int i = 0; i < 2 * TakenBack.MOST_ADDRESSES; i++) {
      counted.count("a" + i, Outcome.CLIENT_LEFT);
      counted.count("a" + i, Outcome.CLIENT_LEFT);
    }
    counted.count("first", Outcome.CLIENT_LEFT);
    assertThat(counted.isTooMany("first")).isTrue();
    assertThat(counted.isTooMany("a" + (TakenBack.MOST_ADDRESSES - 2))).isTrue();
    assertThat(counted.isTooMany("a" + TakenBack.MOST_ADDRESSES)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/2.0 | 192.0.2.7 | '' | 192.0.2.7",
        "HTTP/1.1 | 192.0.2.7 | '' | ''",
        "HTTP/2.0 | 2001:db8:1:2:3:4:5:6 | '' | 2001:db8:1:2:0:0:0:0/64",
        "HTTP/2.0 | 2001:db8:1:2::1%eth0 | '' | 2001:db8:1:2:0:0:0:0/64",
        "HTTP/2.0 | 192.0.2.7 | 192.0.2.9 | 192.0.2.7",
        "HTTP/2.0 | 10.0.0.1 | 192.0.2.9 | 192.0.2.9",
        "HTTP/2.0 | 10.0.0.1 | '6.6.6.6, 192.0.2.9, 10.0.0.2' | 192.0.2.9",
        "HTTP/2.0 | 10.0.0.1 | '' | 10.0.0.1",
        "HTTP/2.0 | 10.0.0.1 | '10.0.0.3, 10.0.0.2' | 10.0.0.3",
        "HTTP/2.0 | 10.0.0.1 | unknown | ''",
      })
  void whomARequestCountsFor(String protocol, String remote, String forwardedFor, String source) {
    FakeRequest request = new FakeRequest().protocol(protocol).remote(remote);
    if (!forwardedFor.isEmpty()) {
      request.header("X-Forwarded-For", forwardedFor);
    }
    assertThat(most(1).source(request.get())).isEqualTo(source);
    assertThat(most(0).source(request.get())).as("without a limit").isEmpty();
  }
}
