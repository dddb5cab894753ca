package io.berth.mapping;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds the cache against the authority and repairs it by version (RULES M3): rows come page by
 * page, and a digest of both sides tells where the cache has records without a row. The tables
 * decide, also against a newer record that nobody has committed.
 *
 * <p>Run by one thread at a time; the figures may be read by any.
 */
public final class MappingAudit {
  private static final Logger LOG = Logger.getLogger(MappingAudit.class);
  private static final int PAGE = 1_000;

  /** Strays that are remembered until the next audit sees them again. */
  private static final int MAX_SUSPECTS = 10_000;

  private final NewestRecords records;
  private final OncePerMinute line;
  private final LongAdder audits = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder missing = new LongAdder();
  private final LongAdder outdated = new LongAdder();
  private final LongAdder ahead = new LongAdder();
  private final LongAdder strays = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private Set<Association> suspects = Set.of();
  private volatile long tookMillis;
  private volatile @Nullable MappingSource authority;

  MappingAudit(NewestRecords records, OncePerMinute line) {
    this.records = records;
    this.line = line;
  }

  void from(MappingSource source) {
    authority = source;
  }

  /**
   * One pass over everything; nothing happens on a node without the authority.
   *
   * @param complete whether the cache is meant to have every row
   * @throws RuntimeException when the authority or the cache cannot be asked; what was repaired
   *     until then stays so
   */
  public void run(boolean complete) {
    MappingSource source = authority;
    if (source == null) {
      return;
    }
    long began = System.nanoTime();
    MappingDigest table = new MappingDigest();
    String after = "";
    List<MappingSource.Row> page;
    do {
      page = source.rows(after, PAGE);
      for (MappingSource.Row row : page) {
        compare(row, complete, source, table);
        after = row.consumer();
      }
    } while (page.size() == PAGE);
    if (!after.isEmpty()) {
      findStrays(source, table);
      audits.increment();
      tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
  }

  private void compare(
      MappingSource.Row row, boolean complete, MappingSource source, MappingDigest table) {
    rows.increment();
    ConsumerId consumer = ConsumerId.of(row.consumer());
    Association copy = records.get(consumer);
    if (copy == null) {
      if (complete && renew(consumer, source)) {
        missing.increment();
        table.add(row.consumer(), row.version());
      }
      return;
    }
    table.add(row.consumer(), row.version());
    if (!row.isIn(copy) && renew(consumer, source)) {
      outdated.increment();
    }
  }

  private boolean renew(ConsumerId consumer, MappingSource source) {
    Optional<Association> found = source.find(consumer);
    found.ifPresent(records::merge);
    return found.isPresent();
  }

  /** Only groups whose sums differ are looked at record by record. */
  private void findStrays(MappingSource source, MappingDigest table) {
    MappingDigest cache = new MappingDigest();
    records.all().forEach(copy -> cache.add(copy.consumer().value(), copy.version()));
    boolean[] differ = cache.differences(table.sums());
    Set<Association> found = new HashSet<>();
    for (Association copy : records.all()) {
      if (differ[MappingDigest.group(copy.consumer().value())]) {
        judge(copy, source, found);
      }
    }
    suspects = found;
  }

  /** A registration that is going on has no row yet, so a stray has to be one twice. */
  private void judge(Association copy, MappingSource source, Set<Association> found) {
    Optional<Association> row = source.find(copy.consumer());
    if (row.isPresent() && row.get().version() >= copy.version()) {
      records.merge(row.get());
    } else if (suspects.contains(copy)) {
      replace(copy, row);
    } else if (found.size() < MAX_SUSPECTS) {
      found.add(copy);
    }
  }

  private void replace(Association copy, Optional<Association> row) {
    if (records.remove(copy)) {
      row.ifPresent(records::merge);
      (row.isPresent() ? ahead : strays).increment();
      if (line.mayPass()) {
        LOG.warnf(
            "BERTH-113 the cache had version %d of %s, the authority has %s, and the authority was"
                + " believed",
            copy.version(),
            copy.consumer(),
            row.map(known -> "version " + known.version()).orElse("none"));
      }
    }
  }

  /** Drops what need not be remembered. */
  public void drop(Predicate<Association> needless) {
    for (Association copy : records.all()) {
      if (!copy.tombstone() && needless.test(copy) && records.remove(copy)) {
        dropped.increment();
      }
    }
  }

  public MappingAuditStatistics statistics() {
    return new MappingAuditStatistics(
        audits.sum(),
        rows.sum(),
        missing.sum(),
        outdated.sum(),
        ahead.sum(),
        strays.sum(),
        dropped.sum(),
        tookMillis);
  }
}
