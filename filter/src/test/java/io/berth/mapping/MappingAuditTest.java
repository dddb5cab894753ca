package io.berth.mapping;

import static io.berth.cluster.Fixtures.association;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache is what the tables say, whatever happened to it (RULES M3). */
class MappingAuditTest {
  private static final long SEED = 7;

  private final Caches caches = Fixtures.local();
  private final MappingCache mapping =
      new MappingCache(
          caches.associations(),
          caches.sessions(),
          MappingSettings.read(Settings.of(Map.of())),
          System::nanoTime);
  private final Table table = new Table();

  /** The authority, as a map. */
  static final class Table implements MappingSource {
    final ConcurrentSkipListMap<String, Association> committed = new ConcurrentSkipListMap<>();

    void commit(Association association) {
      committed.put(association.consumer().value(), association);
    }

    @Override
    public Optional<Association> find(ConsumerId consumer) {
      return Optional.ofNullable(committed.get(consumer.value()));
    }

    @Override
    public List<Row> rows(String after, int most) {
      return committed.tailMap(after, false).values().stream()
          .limit(most)
          .map(
              row ->
                  new Row(
                      row.consumer().value(),
                      row.version(),
                      row.acknowledgedBy().size(),
                      !row.position().isUnknown()))
          .toList();
    }
  }

  MappingAuditTest() {
    mapping.readThrough(table);
  }

  @AfterEach
  void stop() {
    mapping.close();
    caches.close();
  }

  private Map<String, Association> cached() {
    Map<String, Association> all = new ConcurrentSkipListMap<>();
    mapping.all().forEach(each -> all.put(each.consumer().value(), each));
    return all;
  }

  @Test
  void afterTwoAuditsTheCacheIsTheTable() {
    Random random = new Random(SEED);
    for (int i = 0; i < 5_000; i++) {
      Association row = association("c" + i, 2 + random.nextInt(3));
      table.commit(random.nextInt(4) == 0 ? row.acknowledged("rm-b", row.version()) : row);
      switch (random.nextInt(5)) {
        case 0 -> mapping.publish(row);
        case 1 -> mapping.publish(association("c" + i, row.version() - 1));
        case 2 -> mapping.publish(association("c" + i, row.version() + 1)); // never committed
        case 3 -> mapping.publish(association("stray" + i, 1)); // and the row is not cached
        default -> {} // not cached
      }
    }
    mapping.audit().run(true);
    mapping.audit().run(true);
    assertThat(cached()).isEqualTo(table.committed);
    MappingAuditStatistics found = mapping.audit().statistics();
    assertThat(found.audits()).isEqualTo(2);
    assertThat(found.rows()).isEqualTo(10_000);
    assertThat(found.missing()).isPositive();
    assertThat(found.outdated()).isPositive();
    assertThat(found.ahead()).isPositive();
    assertThat(found.strays()).isPositive();
    System.out.println("audit of 5000 rows, seed " + SEED + ": " + found);
    mapping.audit().run(true);
    assertThat(mapping.audit().statistics().outdated()).isEqualTo(found.outdated());
  }

  @Test
  void whatIsBeingRegisteredIsNotTakenForAStray() {
    table.commit(association("other", 1));
    mapping.publish(association("ann", 1)); // its row is not public yet
    mapping.audit().run(true);
    assertThat(cached()).containsKey("ann");
    table.commit(association("ann", 2));
    mapping.audit().run(true);
    assertThat(cached()).containsEntry("ann", association("ann", 2));
    assertThat(mapping.audit().statistics().strays()).isZero();
  }

  @Test
  void aBoundedCacheIsNotFilled() {
    table.commit(association("ann", 1));
    mapping.audit().run(false);
    assertThat(cached()).isEmpty();
  }

  @Test
  void anAuthorityThatFailsChangesNothing() {
    mapping.publish(association("ann", 1));
    mapping.readThrough(
        new MappingSource() {
          @Override
          public Optional<Association> find(ConsumerId consumer) {
            throw new IllegalStateException("no connection");
          }

          @Override
          public List<Row> rows(String after, int most) {
            throw new IllegalStateException("no connection");
          }
        });
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> mapping.audit().run(true)).hasMessage("no connection");
    }
    assertThat(cached()).containsEntry("ann", association("ann", 1));
  }

  @Test
  void registeredConsumersAreDroppedAndTombstonesStay() {
    mapping.publish(association("registered", 1));
    mapping.publish(association("registering", 2));
    Association live = association("gone", 1);
    mapping.publish(
        new Association(
            live.consumer(),
            "rm-a",
            List.of(),
            1,
            1,
            live.position(),
            live.acknowledgedBy(),
            true));
    mapping.audit().drop(record -> record.version() == 1);
    assertThat(cached()).containsOnlyKeys("registering", "gone");
    assertThat(mapping.audit().statistics().dropped()).isEqualTo(1);
  }

  /** Computed apart from the code under test, after docs/wire.md. */
  @Test
  void groupsAndSumsAreThoseOfTheDocumentedHash() {
    assertThat(MappingDigest.group("ann@example.org")).isEqualTo(383);
    MappingDigest digest = new MappingDigest();
    digest.add(association("ann@example.org", 3).acknowledged("rm-c", 3).acknowledged("rm-b", 3));
    assertThat(Long.toHexString(digest.sums().get(383))).isEqualTo("dee2a7b1ccb1c54d");
  }
}
