package io.berth.store;

import io.berth.mapping.MappingSource;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of consumers. Only reads, and where and whether a version has arrived. */
public final class AssociationTable implements MappingSource {
  private static final String FIND =
      "select a, r, k.manager from AssociationRow a"
          + " left join ResourceRow r on r.owner = a.consumer and r.epoch = a.epoch"
          + " and r.availability in (CLAIMED, BOUND)"
          + " left join AcknowledgementRow k on k.consumer = a.consumer and k.version = a.version"
          + " where a.consumer = ?1 order by r.id";
  private static final String ROWS =
      "select a.consumer, a.version, a.position, (select count(k) from AcknowledgementRow k"
          + " where k.consumer = a.consumer and k.version = a.version) from AssociationRow a"
          + " where a.consumer > ?1 and a.state <> CLAIMED order by a.consumer"
          + " fetch first ?2 rows only";

  private final Database database;

  public AssociationTable(Database database) {
    this.database = database;
  }

  /** A registration that is still going on reads as none: nothing is bound. */
  @Override
  public Optional<Association> find(ConsumerId consumer) {
    return standing(consumer)
        .filter(standing -> standing.state() != AssociationState.CLAIMED)
        .map(Standing::association);
  }

  @Override
  public List<Row> rows(String after, int most) {
    return database.inTransaction(
        work ->
            work.query(Object[].class, ROWS, after, most).stream()
                .map(AssociationTable::row)
                .toList());
  }

  private static Row row(Object[] columns) {
    return new Row(
        (String) columns[0],
        (Long) columns[1],
        ((Long) columns[3]).intValue(),
        !PositionText.read((String) columns[2]).isUnknown());
  }

  public Optional<Standing> standing(ConsumerId consumer) {
    return database.inTransaction(work -> standing(work, consumer));
  }

  static Optional<Standing> standing(Work work, ConsumerId consumer) {
    List<Object[]> rows = work.query(Object[].class, FIND, consumer.value());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Set<Resource> resources = new LinkedHashSet<>();
    Set<String> acknowledgedBy = new LinkedHashSet<>();
    for (Object[] row : rows) {
      if (row[1] != null) {
        resources.add(((ResourceRow) row[1]).resource());
      }
      if (row[2] != null) {
        acknowledgedBy.add((String) row[2]);
      }
    }
    AssociationRow association = (AssociationRow) rows.get(0)[0];
    return Optional.of(
        new Standing(
            association.state,
            association.association(List.copyOf(resources), acknowledgedBy),
            association.expired == 1));
  }

  /** How long a home's consumers have been unproven at most; zero when nobody is. */
  public Duration longestUnproven(String home) {
    return database.inTransaction(
        work ->
            work.oldestChange(
                "berth_association a WHERE a.home = ?1 AND a.state = 'BOUND'"
                    + " AND a.registered_at IS NULL",
                home));
  }

  /**
   * Consumers of a home whose newest version nobody has said to be everywhere, in the order of
   * their ids; without their resources.
   *
   * @param age only those whose newest version is older than this
   * @param after the last id seen before; empty for the first page
   * @param most how many at most
   */
  public List<Association> unproven(String home, Duration age, String after, int most) {
    List<Object[]> rows =
        database.inTransaction(
            work ->
                work.select(
                    Object[].class,
                    "SELECT a.consumer, a.version, a.epoch, a.position, k.manager FROM"
                        + " (SELECT consumer, version, epoch, position FROM berth_association"
                        + " WHERE home = ?1 AND state = 'BOUND' AND registered_at IS NULL"
                        + " AND consumer > ?2 AND changed_at <="
                        + Work.ago(3)
                        + " ORDER BY consumer FETCH FIRST "
                        + most
                        + " ROWS ONLY) a LEFT JOIN berth_acknowledgement k"
                        + " ON k.consumer = a.consumer AND k.version = a.version"
                        + " ORDER BY a.consumer",
                    home,
                    after,
                    Work.seconds(age)));
    Map<String, Object[]> consumers = new LinkedHashMap<>();
    Map<String, Set<String>> acknowledgedBy = new LinkedHashMap<>();
    for (Object[] row : rows) {
      consumers.putIfAbsent((String) row[0], row);
      Set<String> managers =
          acknowledgedBy.computeIfAbsent((String) row[0], id -> new LinkedHashSet<>());
      if (row[4] != null) {
        managers.add((String) row[4]);
      }
    }
    return consumers.entrySet().stream()
        .map(
            each ->
                plain(home, each.getValue(), acknowledgedBy.getOrDefault(each.getKey(), Set.of())))
        .toList();
  }

  private static Association plain(String home, Object[] row, Set<String> acknowledgedBy) {
    return new Association(
        ConsumerId.of((String) row[0]),
        home,
        List.of(),
        ((Number) row[1]).longValue(),
        ((Number) row[2]).longValue(),
        PositionText.read((String) row[3]),
        acknowledgedBy,
        false);
  }

  /**
   * A version is proven to be everywhere.
   *
   * @return the whole record; empty when somebody said so before, or the version has passed
   */
  public Optional<Association> registered(Association proven) {
    return database.inTransaction(
        work -> {
          int first =
              work.change(
                  "UPDATE berth_association SET registered_at = CURRENT_TIMESTAMP WHERE"
                      + " consumer = ?1 AND version = ?2 AND epoch = ?3 AND state = 'BOUND'"
                      + " AND registered_at IS NULL",
                  proven.consumer().value(),
                  proven.version(),
                  proven.epoch());
          return first == 1
              ? standing(work, proven.consumer()).map(Standing::association)
              : Optional.empty();
        });
  }

  /** How long ago a consumer that is bound began to sign up, by the database's clock. */
  public Optional<Duration> sinceSignUp(ConsumerId consumer) {
    return database
        .inTransaction(
            work ->
                work.select(
                    Double.class,
                    "SELECT CAST(EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - created_at)) AS DOUBLE"
                        + " PRECISION) FROM berth_association WHERE consumer = ?1"
                        + " AND state = 'BOUND'",
                    consumer.value()))
        .stream()
        .findFirst()
        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)));
  }

  /**
   * The bound consumers of a home whose newest version has a place, in the order of their ids.
   * Without resources and acknowledgements.
   *
   * @param after only ids behind this one
   * @param most how many at most
   */
  public List<Association> placed(String home, String after, int most) {
    return database.inTransaction(
        work ->
            work
                .session()
                .createSelectionQuery(
                    "from AssociationRow where home = ?1 and consumer > ?2 and state = BOUND"
                        + " and position <> '' order by consumer",
                    AssociationRow.class)
                .setParameter(1, home)
                .setParameter(2, after)
                .setMaxResults(most)
                .getResultList()
                .stream()
                .map(row -> row.association(List.of(), Set.of()))
                .toList());
  }

  /** Where a version stands in its home's log; too late for a version that has passed. */
  public boolean place(Association association, Position position) {
    return database.inTransaction(
        work ->
            work.change(
                    "UPDATE berth_association SET position = ?1"
                        + " WHERE consumer = ?2 AND version = ?3 AND epoch = ?4",
                    PositionText.write(position),
                    association.consumer().value(),
                    association.version(),
                    association.epoch())
                == 1);
  }
}
