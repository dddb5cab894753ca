package io.berth.store;

import io.berth.mapping.MappingSource;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of consumers. Only reads, and the place of a version in the home's log. */
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
