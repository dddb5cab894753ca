package io.berth.replication;

import io.berth.associator.Afterwards;
import io.berth.associator.PositionStamp;
import io.berth.model.Association;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * A home's log goes on in a new history. Places before the end of the old one are in the new one
 * and need nothing. Places behind it are lost with what was written there; nobody will ever reach
 * them. Their consumers get a new version: what the home has of them now is what counts, and
 * whoever comes to have that is a holder again.
 */
public final class AfterFailover implements Consumer<Position> {
  private static final Logger LOG = Logger.getLogger(AfterFailover.class);
  private static final int BATCH = 1_000;
  private final Tables tables;
  private final String local;
  private final Exporter exporter;
  private final Afterwards afterwards;
  private final PositionStamp stamp;

  /**
   * @param local this node's manager
   */
  public AfterFailover(Tables tables, String local, Exporter exporter, Afterwards afterwards) {
    this.tables = tables;
    this.local = local;
    this.exporter = exporter;
    this.afterwards = afterwards;
    this.stamp = new PositionStamp(tables.associations(), afterwards);
  }

  @Override
  public void accept(Position now) {
    Map<String, LogPoint> ends =
        now.stores().entrySet().stream()
            .filter(each -> Position.isEnded(each.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    if (ends.isEmpty()) {
      return;
    }
    try {
      renew(lost(ends));
    } catch (RuntimeException e) {
      LOG.errorf(
          e,
          "BERTH-352 it cannot be found out whose newest data home '%s' lost at the failover; these"
              + " consumers stay with the home until their data change",
          local);
    }
  }

  private List<Association> lost(Map<String, LogPoint> ends) {
    List<Association> lost = new ArrayList<>();
    List<Association> some = tables.associations().placed(local, "", BATCH);
    while (!some.isEmpty()) {
      some.stream().filter(each -> isLost(each.position(), ends)).forEach(lost::add);
      String last = some.get(some.size() - 1).consumer().value();
      some = tables.associations().placed(local, last, BATCH);
    }
    return lost;
  }

  private static boolean isLost(Position position, Map<String, LogPoint> ends) {
    return position.stores().entrySet().stream()
        .anyMatch(
            each -> {
              LogPoint end = ends.get(Position.ended(each.getKey(), each.getValue().epoch()));
              return end != null && !end.hasPassed(each.getValue());
            });
  }

  private void renew(List<Association> lost) {
    for (Association each : lost) {
      tables
          .versions()
          .raise(each.consumer(), local, exporter)
          .ifPresent(raised -> afterwards.publish(stamp.stamp(raised)));
    }
    if (!lost.isEmpty()) {
      LOG.errorf(
          "BERTH-350 home '%s' went on after a failover without the end of its log: what was written"
              + " last of %d consumers may be lost; what is there now counts as their newest version."
              + " The first of them: %s",
          local, lost.size(), lost.get(0).consumer());
    }
  }
}
