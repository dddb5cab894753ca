package io.berth.server;

import io.berth.mapping.MappingSource;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** An authority in memory. */
final class Table implements MappingSource {
  private final ConcurrentSkipListMap<String, Association> rows = new ConcurrentSkipListMap<>();

  /**
   * @return the same, to be published after the commit
   */
  Association commit(Association association) {
    rows.put(association.consumer().value(), association);
    return association;
  }

  List<ConsumerId> consumers() {
    return rows.keySet().stream().map(ConsumerId::of).toList();
  }

  long version(ConsumerId consumer) {
    return Objects.requireNonNull(rows.get(consumer.value()), "a row").version();
  }

  @Override
  public Optional<Association> find(ConsumerId consumer) {
    return Optional.ofNullable(rows.get(consumer.value()));
  }

  @Override
  public List<Row> rows(String after, int most) {
    SortedMap<String, Association> next = rows.tailMap(after, false);
    return next.entrySet().stream()
        .limit(most)
        .map(row -> new Row(row.getKey(), row.getValue().version(), 0, false))
        .toList();
  }
}
