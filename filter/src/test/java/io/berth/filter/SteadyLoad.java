package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** People sign up and look at their accounts at a steady rate, whoever answers. */
public final class SteadyLoad implements AutoCloseable {
  /** Whose accounts are looked at from the beginning. */
  private static final int FIRST = 6;

  private static final Duration LONGEST = Duration.ofSeconds(120);

  /** Each says what went wrong; nothing when nothing did. */
  public interface People {
    /** Somebody new, whose account is looked at from then on. */
    String signUp(int number) throws Exception;

    /** One of those who have an account looks at it. */
    String look() throws Exception;
  }

  private final People people;
  private final int perSecond;
  private final int requestsPerSignUp;
  private final ExecutorService browsers = Executors.newFixedThreadPool(64);
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger signUps = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  /**
   * @param requestsPerSignUp one of so many requests is a sign-up
   */
  public SteadyLoad(People people, int perSecond, int requestsPerSignUp) {
    this.people = people;
    this.perSecond = perSecond;
    this.requestsPerSignUp = requestsPerSignUp;
  }

  public void begin() throws Exception {
    for (int i = 0; i < FIRST; i++) {
      signUp(asked.incrementAndGet());
    }
    var unused =
        clock.scheduleAtFixedRate(
            () -> browsers.execute(this::request),
            0,
            TimeUnit.SECONDS.toNanos(1) / perSecond,
            TimeUnit.NANOSECONDS);
  }

  /** Returns when everything has been answered. */
  public void end() throws InterruptedException {
    clock.shutdown();
    assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    browsers.shutdown();
    await().atMost(LONGEST).until(() -> asked.get() == answered.get() + failures.size());
  }

  private void request() {
    int number = asked.incrementAndGet();
    try {
      if (number % requestsPerSignUp == 1) {
        signUp(number);
      } else {
        note(people.look());
      }
    } catch (Exception e) {
      failures.add(Instant.now() + " " + e);
    }
  }

  private void signUp(int number) throws Exception {
    if (note(people.signUp(number))) {
      signUps.incrementAndGet();
    }
  }

  private boolean note(String wrong) {
    if (wrong.isEmpty()) {
      answered.incrementAndGet();
    } else {
      failures.add(Instant.now() + " " + wrong);
    }
    return wrong.isEmpty();
  }

  public int answered() {
    return answered.get();
  }

  public int signUps() {
    return signUps.get();
  }

  public List<String> failures() {
    return failures;
  }

  @Override
  public String toString() {
    return "%d requests a second: %d answered, %d sign-ups, failed: %s"
        .formatted(perSecond, answered(), signUps(), failures);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    browsers.shutdownNow();
  }
}
