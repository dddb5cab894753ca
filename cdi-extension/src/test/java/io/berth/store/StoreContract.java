package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.mapping.MappingSource;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the tables promise, whatever the product. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class StoreContract {
  static final Duration LEASE = Duration.ofSeconds(60);
  static final ResourceManager A = new ResourceManager("rm-a", "eu", 1000);
  static final ResourceManager B = new ResourceManager("rm-b", "us", 1000);
  static final ConsumerId ANN = ConsumerId.of("ann@example.org");

  private final AtomicInteger names = new AtomicInteger();
  Authority authority;
  ManagerTable managers;
  StockTable stock;
  AssociationTable associations;
  Claims claims;
  OutboxTable outbox;
  VersionTable versions;

  abstract Authority open();

  @BeforeEach
  void start() {
    authority = open();
    Database database = authority.database();
    managers = new ManagerTable(database);
    stock = new StockTable(database);
    associations = new AssociationTable(database);
    claims = new Claims(database);
    outbox = new OutboxTable(database);
    versions = new VersionTable(database);
    managers.join(A, List.of("workspace", "mailbox"));
    managers.join(B, List.of("workspace", "mailbox"));
  }

  @AfterEach
  void stop() {
    assertThat(authority.problems()).isEmpty();
    authority.close();
  }

  void fill(ResourceManager manager, String type, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(stock.finish(begin(manager, type, 1000))).isTrue();
    }
  }

  Stock begin(ResourceManager manager, String type, int bound) {
    Making making = stock.start(manager, type, "r-" + names.incrementAndGet(), bound, LEASE);
    assertThat(making).isInstanceOf(Making.Started.class);
    return ((Making.Started) making).stock();
  }

  Ask ask(ConsumerId consumer, String... types) {
    return new Ask(consumer, "rm-a", List.of(types), LEASE, true);
  }

  Association granted(Claim claim) {
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return ((Claim.Granted) claim).association();
  }

  Optional<Parcel> parcel(String content) {
    return Optional.of(new Parcel(content.getBytes(StandardCharsets.UTF_8), Duration.ZERO));
  }

  @Test
  void whatIsBoundIsFoundAsItWasGranted() {
    fill(A, "workspace", 1);
    Association claimed = granted(claims.claim(ask(ANN, "workspace")));
    assertThat(associations.find(ANN)).isEmpty();
    claims.bind(claimed, Optional.empty());
    Association found = associations.find(ANN).orElseThrow();
    assertThat(found.home()).isEqualTo("rm-a");
    assertThat(found.version()).isEqualTo(1);
    assertThat(found.epoch()).isEqualTo(claimed.epoch());
    assertThat(found.resources()).hasSize(1);
    assertThat(found.resources().get(0).availability()).isEqualTo(Availability.BOUND);
    assertThat(found.position()).isEqualTo(Position.UNKNOWN);
  }

  @Test
  void whatIsPublicIsListedPageByPage() {
    fill(A, "workspace", 4);
    for (String consumer : List.of("a", "b", "c")) {
      Association claimed = granted(claims.claim(ask(ConsumerId.of(consumer), "workspace")));
      claims.bind(claimed, parcel(consumer));
    }
    granted(claims.claim(ask(ConsumerId.of("going-on"), "workspace")));
    Delivery delivery = outbox.lease("rm-b", 1, LEASE).get(0);
    Association acknowledged = outbox.acknowledge(delivery, "rm-b", 1).association();
    associations.place(acknowledged, Position.of("main", new LogPoint(1, 5)));

    List<MappingSource.Row> rows = new ArrayList<>(associations.rows("", 2));
    assertThat(rows).hasSize(2);
    rows.addAll(associations.rows(rows.get(1).consumer(), 2));
    assertThat(rows).extracting(MappingSource.Row::consumer).containsExactly("a", "b", "c");
    for (MappingSource.Row row : rows) {
      boolean known = row.consumer().equals(acknowledged.consumer().value());
      assertThat(row).isEqualTo(new MappingSource.Row(row.consumer(), 1, known ? 1 : 0, known));
    }
    assertThat(associations.rows("c", 2)).isEmpty();
  }

  @Test
  void bundleIsClaimedWholeOrNotAtAll() {
    fill(A, "workspace", 1);
    assertThat(claims.claim(ask(ANN, "workspace", "mailbox")))
        .isEqualTo(new Claim.OutOfStock("mailbox"));
    assertThat(stock.states("rm-a", "workspace")).isEqualTo(Map.of(Availability.FREE, 1));
    assertThat(associations.standing(ANN)).isEmpty();
  }

  @Test
  void whoComesSecondGetsNothing() {
    fill(A, "workspace", 2);
    granted(claims.claim(ask(ANN, "workspace")));
    assertThat(claims.claim(ask(ANN, "workspace"))).isEqualTo(new Claim.Taken());
    assertThat(stock.free().get("rm-a")).containsEntry("workspace", 1);
  }

  /**
   * Two sweeps end a claim, first its resources: in between, or after a fault, it is half there.
   */
  @Test
  void whatComesBackBehindTheLastClaimIsFoundToo() {
    fill(A, "workspace", 3);
    for (String consumer : List.of("a", "b")) {
      claims.bind(
          granted(claims.claim(ask(ConsumerId.of(consumer), "workspace"))), Optional.empty());
    }
    authority.execute(
        "UPDATE berth_resource SET availability = 'FREE', owner = NULL WHERE owner = 'a'");
    authority.execute("DELETE FROM berth_association WHERE consumer = 'a'");
    List<String> names = new ArrayList<>();
    for (String consumer : List.of("c", "d")) {
      Association claimed = granted(claims.claim(ask(ConsumerId.of(consumer), "workspace")));
      names.add(claimed.resources().get(0).name());
    }
    assertThat(names).containsExactlyInAnyOrder("r-1", "r-3");
    assertThat(claims.claim(ask(ANN, "workspace"))).isEqualTo(new Claim.OutOfStock("workspace"));
    fill(A, "workspace", 1);
    granted(claims.claim(ask(ANN, "workspace")));
  }

  @Test
  void whoStillHoldsOneOfATypeGetsNoOtherAndNothingStaysHalfDone() {
    fill(A, "workspace", 2);
    granted(claims.claim(ask(ANN, "workspace")));
    authority.execute("DELETE FROM berth_association");
    try {
      assertThat(claims.claim(ask(ANN, "workspace"))).isInstanceOf(Claim.OutOfStock.class);
    } catch (AuthorityException refused) {
      assertThat(refused).hasMessageContaining("one_of_a_type");
    }
    assertThat(associations.standing(ANN)).isEmpty();
    assertThat(stock.states("rm-a", "workspace"))
        .isEqualTo(Map.of(Availability.FREE, 1, Availability.CLAIMED, 1));
    authority.execute("UPDATE berth_resource SET availability = 'SUSPECT' WHERE owner IS NOT NULL");
  }

  @Test
  void whatTwoManagersTakeOverAtOnceIsToldOnce() {
    int consumers = 40;
    fill(A, "workspace", consumers);
    managers.join(new ResourceManager("rm-c", "", 10), List.of());
    int told = 0;
    for (int i = 0; i < consumers; i++) {
      ConsumerId consumer = ConsumerId.of("c" + i);
      claims.bind(granted(claims.claim(ask(consumer, "workspace"))), parcel("one"));
      List<Delivery> due =
          List.of(outbox.lease("rm-b", 1, LEASE).get(0), outbox.lease("rm-c", 1, LEASE).get(0));
      AtomicInteger next = new AtomicInteger();
      told +=
          Authority.together(
                  2,
                  () -> {
                    int mine = next.getAndIncrement();
                    return outbox.acknowledge(due.get(mine), mine == 0 ? "rm-b" : "rm-c", 1);
                  })
              .stream()
              .filter(Acknowledged::last)
              .count();
    }
    System.out.println(consumers + " consumers acknowledged by two at once, told " + told);
    assertThat(told).isEqualTo(consumers);
  }

  @Test
  void sixtyFourRaceForTenAndTenWin() {
    fill(A, "workspace", 10);
    AtomicInteger next = new AtomicInteger();
    List<Claim> answers =
        Authority.together(
            64, () -> claims.claim(ask(ConsumerId.of("c" + next.incrementAndGet()), "workspace")));
    List<String> won =
        answers.stream()
            .filter(Claim.Granted.class::isInstance)
            .map(each -> granted(each).resources().get(0).name())
            .toList();
    System.out.println("64 threads claimed " + won.size() + " of 10 resources");
    assertThat(won).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void staleClaimBindsNothing() {
    fill(A, "workspace", 2);
    Association late = granted(claims.claim(ask(ANN, "workspace")));
    authority.letDeadlinesPass();
    Association taker = granted(claims.takeOver(late, ask(ANN, "workspace")));
    assertThat(taker.epoch()).isGreaterThan(late.epoch());
    assertThatThrownBy(() -> claims.bind(late, Optional.empty()))
        .isInstanceOf(FencedException.class);
    claims.abandon(late);
    claims.bind(taker, Optional.empty());
    assertThat(associations.find(ANN).orElseThrow().epoch()).isEqualTo(taker.epoch());
    assertThat(stock.states("rm-a", "workspace"))
        .isEqualTo(Map.of(Availability.BOUND, 1, Availability.SUSPECT, 1));
  }

  @Test
  void livingClaimIsNotTakenOver() {
    fill(A, "workspace", 2);
    Association claimed = granted(claims.claim(ask(ANN, "workspace")));
    assertThat(claims.takeOver(claimed, ask(ANN, "workspace"))).isEqualTo(new Claim.Taken());
  }

  @Test
  void abandonedClaimLeavesNoAssociationAndASuspect() {
    fill(A, "workspace", 1);
    claims.abandon(granted(claims.claim(ask(ANN, "workspace"))));
    assertThat(associations.standing(ANN)).isEmpty();
    assertThat(stock.states("rm-a", "workspace")).isEqualTo(Map.of(Availability.SUSPECT, 1));
  }

  @Test
  void sweptClaimEndsSuspectAndNeverFree() {
    fill(A, "workspace", 1);
    Association claimed = granted(claims.claim(ask(ANN, "workspace")));
    assertThat(stock.sweep() + claims.sweep()).isZero();
    authority.letDeadlinesPass();
    assertThat(stock.sweep()).isEqualTo(1);
    assertThat(claims.sweep()).isEqualTo(1);
    assertThatThrownBy(() -> claims.bind(claimed, Optional.empty()))
        .isInstanceOf(FencedException.class);
    List<Stock> suspects = stock.takeSuspects("rm-a", "workspace", LEASE, 10);
    assertThat(suspects).hasSize(1);
    assertThat(stock.takeSuspects("rm-a", "workspace", LEASE, 10)).isEmpty();
    assertThat(stock.retire(suspects.get(0))).isTrue();
    assertThat(stock.retire(suspects.get(0))).isFalse();
    assertThat(stock.states("rm-a", "workspace")).isEqualTo(Map.of(Availability.RETIRED, 1));
  }

  @Test
  void reservationIsPublicAndItsHomeGoesOn() {
    fill(B, "workspace", 1);
    Association reserved =
        granted(claims.claim(new Ask(ANN, "rm-b", List.of("workspace"), LEASE, false)));
    assertThat(associations.find(ANN).orElseThrow().home()).isEqualTo("rm-b");
    Association resumed = claims.resume(reserved, LEASE).orElseThrow();
    assertThat(claims.resume(reserved, LEASE)).isEmpty();
    assertThat(resumed.version()).isEqualTo(2);
    claims.bind(resumed, Optional.empty());
    assertThat(associations.find(ANN).orElseThrow().resources())
        .extracting(each -> each.manager())
        .containsExactly("rm-b");
  }

  @Test
  void reservationThatEndsLeavesATombstoneThatWins() {
    fill(B, "workspace", 1);
    fill(A, "workspace", 1);
    Association reserved =
        granted(claims.claim(new Ask(ANN, "rm-b", List.of("workspace"), LEASE, false)));
    authority.letDeadlinesPass();
    stock.sweep();
    claims.sweep();
    Association gone = associations.find(ANN).orElseThrow();
    assertThat(gone.tombstone()).isTrue();
    assertThat(gone.version()).isGreaterThan(reserved.version());
    Association again = granted(claims.takeOver(gone, ask(ANN, "workspace")));
    assertThat(again.version()).isGreaterThan(gone.version());
    claims.bind(again, Optional.empty());
    assertThat(associations.find(ANN).orElseThrow().home()).isEqualTo("rm-a");
  }

  @Test
  void poolNeverHoldsMoreThanItsBound() {
    AtomicInteger next = new AtomicInteger();
    List<Making> answers =
        Authority.together(
            16, () -> stock.start(A, "mailbox", "m-" + next.incrementAndGet(), 5, LEASE));
    assertThat(answers.stream().filter(Making.Started.class::isInstance)).hasSize(5);
    assertThat(stock.states("rm-a", "mailbox")).isEqualTo(Map.of(Availability.MAKING, 5));
  }

  /** Refillers lock a pool and then its manager, movers two managers: all in one order. */
  @Test
  void moversInBothDirectionsAndRefillersWaitForEachOtherAndNoneFails() {
    List<Association> movers = new ArrayList<>();
    fill(A, "workspace", 8);
    for (int i = 0; i < 8; i++) {
      Association claimed = granted(claims.claim(ask(ConsumerId.of("c" + i), "workspace")));
      claims.bind(claimed, Optional.empty());
      movers.add(associations.find(claimed.consumer()).orElseThrow());
    }
    AtomicInteger next = new AtomicInteger();
    List<Integer> done =
        Authority.together(
            12,
            () -> {
              int number = next.getAndIncrement();
              if (number < movers.size()) {
                return moveToAndFro(movers.get(number), 30);
              }
              fill(number % 2 == 0 ? A : B, "workspace", 60);
              return 60;
            });
    System.out.println("8 movers and 4 refillers at once: " + done);
    assertThat(done).containsOnly(30, 60);
  }

  private int moveToAndFro(Association start, int moves) {
    Association now = start;
    for (int i = 0; i < moves; i++) {
      ResourceManager to = now.home().equals("rm-a") ? B : A;
      now = claims.move(now, to, there -> Optional.empty()).orElseThrow();
    }
    return moves;
  }

  @Test
  void managerIsNeverFilledBeyondItsCapacity() {
    managers.join(new ResourceManager("rm-c", "", 3), List.of("workspace", "mailbox"));
    ResourceManager small = new ResourceManager("rm-c", "", 3);
    AtomicInteger next = new AtomicInteger();
    List<Making> answers =
        Authority.together(
            8,
            () -> {
              int number = next.incrementAndGet();
              String type = number % 2 == 0 ? "workspace" : "mailbox";
              return stock.start(small, type, "s-" + number, 100, LEASE);
            });
    assertThat(answers.stream().filter(Making.Started.class::isInstance)).hasSize(3);
    assertThat(answers).contains(new Making.ManagerFull());
  }

  @Test
  void makerThatComesLateMakesNothingFree() {
    Stock slow = begin(A, "workspace", 10);
    authority.letDeadlinesPass();
    stock.sweep();
    assertThat(stock.finish(slow)).isFalse();
    assertThat(stock.suspect(slow)).isFalse();
  }

  @Test
  void positionOfAnOlderVersionIsRefused() {
    fill(A, "workspace", 1);
    Association first = granted(claims.claim(ask(ANN, "workspace")));
    claims.bind(first, Optional.empty());
    Position position = Position.of("main", new LogPoint(1, 42));
    assertThat(associations.place(first, position)).isTrue();
    assertThat(associations.find(ANN).orElseThrow().position()).isEqualTo(position);
    Association second = versions.raise(ANN, "rm-a", each -> Optional.empty()).orElseThrow();
    assertThat(second.version()).isEqualTo(2);
    assertThat(second.position()).isEqualTo(Position.UNKNOWN);
    assertThat(associations.place(first, position)).isFalse();
  }

  @Test
  void everyOtherManagerTakesAConsumerOverOnce() {
    fill(A, "workspace", 1);
    managers.join(new ResourceManager("rm-c", "", 10), List.of());
    Association bound = granted(claims.claim(ask(ANN, "workspace")));
    assertThat(claims.bind(bound, parcel("one"))).isFalse();
    assertThat(outbox.lease("rm-a", 10, LEASE)).isEmpty();
    List<Delivery> atB = outbox.lease("rm-b", 10, LEASE);
    assertThat(atB).hasSize(1);
    assertThat(outbox.lease("rm-b", 10, LEASE)).isEmpty();
    assertThat(new String(outbox.exported(ANN).orElseThrow().payload(), StandardCharsets.UTF_8))
        .isEqualTo("one");
    Acknowledged first = outbox.acknowledge(atB.get(0), "rm-b", 1);
    assertThat(first.last()).isFalse();
    assertThat(first.association().acknowledgedBy()).containsExactly("rm-b");
    Acknowledged second = outbox.acknowledge(outbox.lease("rm-c", 1, LEASE).get(0), "rm-c", 1);
    assertThat(second.last()).isTrue();
    assertThat(second.association().acknowledgedBy()).containsExactlyInAnyOrder("rm-b", "rm-c");
    assertThat(outbox.acknowledge(atB.get(0), "rm-b", 1).last()).isFalse();
  }

  @Test
  void newerVersionTakesTheOthersOut() {
    fill(A, "workspace", 1);
    claims.bind(granted(claims.claim(ask(ANN, "workspace"))), parcel("one"));
    Delivery old = outbox.lease("rm-b", 1, LEASE).get(0);
    Association raised = versions.raise(ANN, "rm-a", association -> parcel("two")).orElseThrow();
    assertThat(raised.version()).isEqualTo(2);
    Acknowledged late = outbox.acknowledge(old, "rm-b", 1);
    assertThat(late.last()).isFalse();
    assertThat(late.association().acknowledgedBy()).isEmpty();
    Delivery again = outbox.lease("rm-b", 1, LEASE).get(0);
    assertThat(again.version()).isEqualTo(2);
    assertThat(outbox.acknowledge(again, "rm-b", 2).last()).isTrue();
    assertThat(versions.raise(ANN, "rm-b", association -> parcel("three"))).isEmpty();
  }

  @Test
  void managerThatJoinsLaterGetsWhatItMissed() {
    fill(A, "workspace", 1);
    claims.bind(granted(claims.claim(ask(ANN, "workspace"))), parcel("one"));
    managers.join(new ResourceManager("rm-c", "", 10), List.of());
    assertThat(outbox.backfill("rm-c", Duration.ofDays(365_000))).isEqualTo(1);
    assertThat(outbox.backfill("rm-c", Duration.ofDays(365_000))).isZero();
    Delivery delivery = outbox.lease("rm-c", 1, LEASE).get(0);
    outbox.acknowledge(delivery, "rm-c", 1);
    assertThat(outbox.backfill("rm-c", Duration.ofDays(365_000))).isZero();
  }

  @Test
  void sevenNodesMayStartAtOnceOnAnEmptyDatabase() {
    authority.execute("DROP TABLE berth_request");
    authority.execute("DROP TABLE berth_acknowledgement");
    authority.execute("DROP TABLE berth_outbox");
    authority.execute("DROP TABLE berth_export");
    authority.execute("DROP TABLE berth_association");
    authority.execute("DROP TABLE berth_resource");
    authority.execute("DROP TABLE berth_pool");
    authority.execute("DROP TABLE berth_manager");
    authority.execute("DROP SEQUENCE berth_epoch");
    authority.execute("DROP TABLE \"berth_schema_history\"");
    List<List<String>> seen =
        Authority.together(
            7,
            () -> {
              try (Database database = Database.open(authority.settings())) {
                ManagerTable table = new ManagerTable(database);
                table.join(new ResourceManager("rm-new", "", 10), List.of("workspace"));
                return table.all().stream().map(ResourceManager::name).toList();
              }
            });
    assertThat(seen).hasSize(7).allMatch(each -> each.equals(List.of("rm-new")));
  }
}
