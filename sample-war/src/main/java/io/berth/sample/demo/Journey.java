package io.berth.sample.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One consumer: signs up at one node and reads the own account at once on the others, in turn,
 * until it is settled: each of them has served the account itself and, where requests are routed,
 * one has said "registered". One request at a time, so its fields need no lock.
 */
final class Journey {
  private static final Duration PATIENCE_AFTER_LAG = Duration.ofSeconds(60);

  private final Voyage voyage;
  private final Visitor visitor;
  private final DemoNode start;
  private final Map<String, Long> arrivedMillis = new HashMap<>();
  private List<DemoNode> others = List.of();
  private String home = "";
  private long signedUpNanos;
  private boolean seenRegistered;
  private long releasedMillis;
  private long createdMillis;
  private int reads;

  Journey(Voyage voyage, Visitor visitor, DemoNode start) {
    this.voyage = voyage;
    this.visitor = visitor;
    this.start = start;
  }

  /** Signs up; what follows happens on the client's threads. */
  void begin() {
    long begun = System.nanoTime();
    visitor
        .signUp(start)
        .whenComplete(
            (reply, error) ->
                voyage.guard(
                    this,
                    () -> {
                      voyage.leaveSignUpSlot();
                      signedUp(reply, error, begun);
                    }));
  }

  private void signedUp(@Nullable Reply reply, @Nullable Throwable error, long begun) {
    if (reply == null || reply.status() != 201) {
      voyage.tally().failed(new Failure("sign-up", start, home, outcome(reply, error)));
      voyage.ended(this, false);
      return;
    }
    signedUpNanos = System.nanoTime();
    home = reply.text("home").isEmpty() ? reply.text("manager") : reply.text("home");
    others = voyage.nodes().stream().filter(node -> !node.manager().equals(home)).toList();
    voyage.tally().signUps.incrementAndGet();
    voyage.tally().signUpMillis.add((signedUpNanos - begun) / 1e6);
    readNext();
  }

  private void readNext() {
    List<DemoNode> there = voyage.live(others);
    if (there.isEmpty()) {
      voyage.ended(this, false);
      return;
    }
    DemoNode node = there.get(reads++ % there.size());
    visitor
        .readAccount(node)
        .whenComplete((reply, error) -> voyage.guard(this, () -> judge(node, reply, error)));
  }

  private void judge(DemoNode node, @Nullable Reply reply, @Nullable Throwable error) {
    Tally tally = voyage.tally();
    tally.reads.incrementAndGet();
    if (reply != null && reply.isAccount()) {
      served(node, reply);
    } else if (reply != null && reply.isAccountNotFound()) {
      tally.misses.incrementAndGet();
    } else {
      tally.failed(new Failure("read", node, home, outcome(reply, error)));
    }
    goOn();
  }

  private void served(DemoNode node, Reply reply) {
    boolean here = reply.text("node").equals(node.name());
    (here ? voyage.tally().local : voyage.tally().forwarded).incrementAndGet();
    createdMillis = reply.number("createdMillis").orElseThrow();
    arrivedMillis.put(reply.text("manager"), reply.number("arrivedMillis").orElseThrow());
    reply.number("releasedMillis").ifPresent(time -> releasedMillis = time);
    if (!seenRegistered && reply.text("verdict").equals("registered")) {
      seenRegistered = true;
      voyage.tally().releaseMillis.add((System.nanoTime() - signedUpNanos) / 1e6);
    }
  }

  private void goOn() {
    Duration since = Duration.ofNanos(System.nanoTime() - signedUpNanos);
    if (isSettled()) {
      measureArrival();
      voyage.ended(this, true);
    } else if (since.compareTo(voyage.lag().plus(PATIENCE_AFTER_LAG)) > 0) {
      voyage.ended(this, false);
    } else {
      ScheduledExecutorService later = voyage.later();
      later.schedule(
          () -> voyage.guard(this, this::readNext), pauseMillis(since), TimeUnit.MILLISECONDS);
    }
  }

  /** When the data had reached the last manager, and how much later Berth had the proof. */
  private void measureArrival() {
    long arrived =
        arrivedMillis.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(home))
            .mapToLong(Map.Entry::getValue)
            .max()
            .orElse(createdMillis);
    voyage.tally().replicationMillis.add(arrived - createdMillis);
    if (releasedMillis != 0) {
      voyage.tally().releaseAfterArrivalMillis.add(releasedMillis - arrived);
    }
  }

  /** With a node lost, nobody is released any more: then having arrived has to do. */
  private boolean isSettled() {
    boolean arrivedEverywhere =
        voyage.live(others).stream().allMatch(node -> arrivedMillis.containsKey(node.manager()));
    boolean releaseIsDue =
        voyage.isRouted() && voyage.live(voyage.nodes()).size() == voyage.nodes().size();
    return arrivedEverywhere && ((seenRegistered && releasedMillis != 0) || !releaseIsDue);
  }

  /**
   * At once on each of the others, then seldom, often again when the data is due, and less and less
   * often when it is late: hundreds who ask in vain would keep it late.
   */
  private long pauseMillis(Duration since) {
    if (reads < others.size()) {
      return 0;
    }
    long due = voyage.lag().minus(since).toMillis();
    if (due > 400) {
      return Math.min(since.toMillis() < 800 ? 250 : 1_000, due - 300);
    }
    return Math.max(100, Math.min(1_000, -due / 5));
  }

  private static String outcome(@Nullable Reply reply, @Nullable Throwable error) {
    if (reply != null) {
      return "HTTP " + reply.status();
    }
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause == null ? "no answer" : cause.getClass().getSimpleName();
  }
}
