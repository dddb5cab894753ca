package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One manager's reporter, with a probe that misbehaves in every way. */
class ProbeReporterTest {
  private static final ResourceManager HERE = new ResourceManager("rm-b", "", 1);
  private final Map<String, Watermark> published = new ConcurrentHashMap<>();
  private final AtomicInteger reports = new AtomicInteger();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private final List<Position> histories = new CopyOnWriteArrayList<>();
  private final List<Watermark> others = new CopyOnWriteArrayList<>();
  private final List<Node> nodes = new ArrayList<>(List.of(node("b1"), node("b2")));
  private final List<ResourceManager> managers = new ArrayList<>(List.of(manager("rm-a"), HERE));
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private volatile Function<Set<String>, Map<String, Position>> answer = managers -> Map.of();

  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord heard) {
          messages.add(String.valueOf(heard.getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final ReplicationProbe probe =
      new ReplicationProbe() {
        @Override
        public String name() {
          return "fake";
        }

        @Override
        public Position position() {
          return Position.UNKNOWN;
        }

        @Override
        public Map<String, Position> applied(Set<String> managers) {
          questions.incrementAndGet();
          return answer.apply(managers);
        }
      };

  private final ProbeReporter reporter =
      new ProbeReporter(
          probe,
          new Board(
              this::view,
              mark -> {
                reports.incrementAndGet();
                published.put(mark.home(), mark);
              },
              published::remove),
          Duration.ofSeconds(1),
          histories::add,
          nanos::get);

  @BeforeEach
  void listen() {
    Logger.getLogger(ProbeReporter.class.getName()).addHandler(ear);
  }

  @AfterEach
  void stop() {
    Logger.getLogger(ProbeReporter.class.getName()).removeHandler(ear);
    reporter.close();
  }

  private static ResourceManager manager(String name) {
    return new ResourceManager(name, "", 1);
  }

  private static Node node(String name) {
    return new Node(name, "rm-b", URI.create("http://127.0.0.1:8080"), NodeState.READY);
  }

  private View view() {
    List<Watermark> marks = new ArrayList<>(published.values());
    marks.addAll(others);
    return new View("b1", HERE, managers, nodes, marks);
  }

  private static Position at(long epoch, long offset) {
    return Position.of("db", new LogPoint(epoch, offset));
  }

  private void answers(String home, Position applied) {
    answer = managers -> Map.of(home, applied);
  }

  private void homeEnds(Position end) {
    others.clear();
    others.add(new Watermark("rm-a", "rm-a", end));
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private boolean proves(Position needed) {
    return view()
        .isHolder(
            "rm-b",
            new Association(
                ConsumerId.of("ann"), "rm-a", List.of(), 1, 1, needed, Set.of(), false));
  }

  private long said(String code) {
    return messages.stream().filter(message -> message.contains(code)).count();
  }

  @Test
  void watermarksArePublishedOnlyWhenTheyChange() {
    answers("rm-a", at(1, 5));
    for (int i = 0; i < 10; i++) {
      reporter.ask();
    }
    assertThat(reports).hasValue(1);
    assertThat(proves(at(1, 5))).isTrue();
    answers("rm-a", at(1, 6));
    reporter.ask();
    assertThat(reports).hasValue(2);
    assertThat(published.get("rm-a")).isEqualTo(new Watermark("rm-b", "rm-a", at(1, 6)));
  }

  @Test
  void oneQuestionInEachRoundHoweverManyConsumers() {
    for (int i = 0; i < 20; i++) {
      managers.add(manager("rm-x" + i));
    }
    answers("rm-a", at(1, 50));
    reporter.ask();
    int proven = 0;
    for (int i = 0; i < 100_000; i++) {
      proven += proves(at(1, i % 100)) ? 1 : 0;
    }
    assertThat(proven).isEqualTo(51_000);
    assertThat(questions).hasValue(1);
    System.out.println("100000 consumers judged, " + questions + " question");
  }

  /** The planted bug of all: a manager that says nothing counts as caught up. */
  @Test
  void silenceIsNoProof() throws Exception {
    answers("rm-a", at(1, 5));
    reporter.ask();
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    answer =
        managers -> {
          hanging.countDown();
          pass(goOn);
          return Map.of("rm-a", at(1, 9));
        };
    Thread asking = new Thread(reporter::ask);
    asking.start();
    assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
    pass(900);
    reporter.listen();
    assertThat(proves(at(1, 5))).as("not silent for long").isTrue();
    pass(200);
    reporter.listen();
    reporter.listen();
    assertThat(proves(at(1, 5))).isFalse();
    assertThat(published).isEmpty();
    assertThat(said("BERTH-325")).isEqualTo(1);
    assertThat(reporter.ageMillis()).isEqualTo(1100);
    goOn.countDown();
    asking.join(20_000);
    assertThat(proves(at(1, 9))).as("it has answered").isTrue();
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void probeThatThrowsProvesNothingAtOnceAndIsToldOnce() {
    answers("rm-a", at(1, 5));
    reporter.start(Duration.ofMillis(5));
    await().atMost(Duration.ofSeconds(20)).until(() -> proves(at(1, 5)));
    AtomicInteger failures = new AtomicInteger();
    answer =
        managers -> {
          failures.incrementAndGet();
          throw new IllegalStateException("planted");
        };
    await().atMost(Duration.ofSeconds(20)).until(() -> failures.get() > 5);
    assertThat(published).isEmpty();
    assertThat(said("BERTH-324")).isEqualTo(1);
    answers("rm-a", at(1, 6));
    await().atMost(Duration.ofSeconds(20)).until(() -> proves(at(1, 6)));
  }

  @Test
  void probeThatGoesBackwardsProvesNothingUntilItIsThereAgain() {
    answers("rm-a", at(1, 5));
    reporter.ask();
    answers("rm-a", at(1, 4));
    reporter.ask();
    reporter.ask();
    assertThat(proves(at(1, 4))).isFalse();
    assertThat(said("BERTH-326")).isEqualTo(1);
    answers("rm-a", at(1, 5));
    reporter.ask();
    assertThat(proves(at(1, 5))).isTrue();
  }

  @Test
  void probeThatReportsTheFutureProvesNothing() {
    homeEnds(at(1, 10));
    answers("rm-a", at(1, Long.MAX_VALUE));
    reporter.ask();
    assertThat(proves(at(1, 10))).isFalse();
    pass(1_500);
    reporter.ask();
    reporter.ask();
    assertThat(proves(at(1, 10))).isFalse();
    assertThat(said("BERTH-327")).isEqualTo(1);
  }

  @Test
  void storeOfAnotherPrimaryProvesNothing() {
    homeEnds(at(1, 10));
    answers("rm-a", Position.of("other", new LogPoint(1, 99)));
    reporter.ask();
    pass(1_500);
    reporter.ask();
    reporter.ask();
    assertThat(proves(at(1, 1))).isFalse();
    assertThat(said("BERTH-328")).isEqualTo(1);
  }

  @Test
  void whatIsWrongWithOneHomeTouchesNoOther() {
    managers.add(manager("rm-c"));
    homeEnds(at(1, 10));
    others.add(new Watermark("rm-c", "rm-c", at(1, 10)));
    answer =
        asked ->
            Map.of(
                "rm-a", Position.of("other", new LogPoint(1, 99)),
                "rm-c", at(1, 7),
                "rm-nobody-knows", at(1, 7));
    reporter.ask();
    pass(1_500);
    reporter.ask();
    assertThat(said("BERTH-351")).as("once, of rm-nobody-knows").isEqualTo(1);
    assertThat(published.keySet()).containsExactly("rm-c");
    assertThat(reporter.standings().get("rm-a")).startsWith("OTHER_LOG");
    assertThat(reporter.standings().get("rm-c")).startsWith("PROVEN");
  }

  @Test
  void homeThatIsGoneForTheMomentIsStillAskedFor() {
    answers("rm-a", at(1, 5));
    reporter.ask();
    managers.removeIf(each -> each.name().equals("rm-a"));
    List<Set<String>> asked = new ArrayList<>();
    answer =
        names -> {
          asked.add(names);
          return Map.of("rm-a", at(1, 5));
        };
    reporter.ask();
    assertThat(asked.get(0)).contains("rm-a");
    assertThat(published).containsKey("rm-a");
  }

  @Test
  void oneNodeOfAManagerAsksForAllOfThem() {
    answers("rm-a", at(1, 5));
    reporter.ask();
    assertThat(published).containsKey("rm-a");
    nodes.add(node("a-node-before-this-one"));
    reporter.ask();
    assertThat(published).as("the other one says it now").isEmpty();
    assertThat(questions).hasValue(1);
    nodes.remove(2);
    reporter.ask();
    assertThat(published).containsKey("rm-a");
  }

  @Test
  void ownLogIsPublishedAndANewHistoryIsTold() {
    answers("rm-b", at(1, 5));
    reporter.ask();
    answers("rm-b", at(1, 6));
    reporter.ask();
    assertThat(published.get("rm-b")).isEqualTo(new Watermark("rm-b", "rm-b", at(1, 6)));
    answers("rm-b", at(2, 3));
    reporter.ask();
    await().atMost(Duration.ofSeconds(20)).until(() -> histories.size() == 2);
    assertThat(histories).containsExactlyInAnyOrder(at(1, 5), at(2, 3));
  }

  @Test
  void ofSeveralProbesAllMustHavePassed() {
    Map<String, Position> one = new HashMap<>(Map.of("rm-a", at(1, 5)));
    Map<String, Position> two = new HashMap<>();
    ReplicationProbe all = new AllProbes(List.of(fixed("one", one), fixed("two", two)));
    answer = all::applied;
    Position needed = new Position(Map.of("db", new LogPoint(1, 5), "index", new LogPoint(0, 3)));
    reporter.ask();
    assertThat(proves(needed)).isFalse();
    two.put("rm-a", Position.of("index", new LogPoint(0, 2)));
    reporter.ask();
    assertThat(proves(needed)).isFalse();
    two.put("rm-a", Position.of("index", new LogPoint(0, 3)));
    reporter.ask();
    assertThat(proves(needed)).isTrue();
  }

  @Test
  void ofSeveralProbesNoneKnowsWhenOneDoesNot() {
    Map<String, Position> known = Map.of("rm-b", at(1, 5));
    ReplicationProbe all = new AllProbes(List.of(fixed("one", known), fixed("two", Map.of())));
    assertThat(all.position()).isEqualTo(Position.UNKNOWN);
    ReplicationProbe clash = new AllProbes(List.of(fixed("one", known), fixed("two", known)));
    assertThatThrownBy(() -> clash.applied(Set.of("rm-b")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("db");
  }

  @Test
  void twoProbesOfOneNameProveNothing() {
    Map<String, Position> known = Map.of("rm-b", at(1, 5));
    Logger.getLogger(AllProbes.class.getName()).addHandler(ear);
    try {
      ReplicationProbe twice = new AllProbes(List.of(fixed("one", known), fixed("one", Map.of())));
      assertThat(twice.applied(Set.of("rm-b"))).isEmpty();
      assertThat(twice.position()).isEqualTo(Position.UNKNOWN);
      assertThat(said("BERTH-329")).isEqualTo(1);
    } finally {
      Logger.getLogger(AllProbes.class.getName()).removeHandler(ear);
    }
  }

  private static ReplicationProbe fixed(String name, Map<String, Position> places) {
    return new ReplicationProbe() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Position position() {
        return places.getOrDefault("rm-b", Position.UNKNOWN);
      }

      @Override
      public Map<String, Position> applied(Set<String> managers) {
        return places;
      }
    };
  }
}
