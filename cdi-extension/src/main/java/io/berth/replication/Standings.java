package io.berth.replication;

import io.berth.model.Position;
import io.berth.replication.HomeLog.Standing;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * What a probe's answers are worth, home by home, for people: one message when a doubt begins, and
 * one when it ends. Used under the reporter's lock.
 */
final class Standings {
  private static final Logger LOG = Logger.getLogger(ProbeReporter.class);

  private final String probe;
  private final Map<String, Standing> standings = new TreeMap<>();
  private boolean strangers;

  /**
   * @param probe its name
   */
  Standings(String probe) {
    this.probe = probe;
  }

  void note(String home, Standing standing, Position applied, Position end) {
    Standing before = standings.getOrDefault(home, Standing.UNPROVEN);
    standings.put(home, standing);
    if (standing == before) {
      return;
    }
    switch (standing) {
      case OTHER_LOG ->
          LOG.errorf(
              "BERTH-328 home '%s' writes the log %s, and what this manager's store has applied is"
                  + " %s: it is no copy of that home's store, so nothing of it is proven here",
              home, end.stores().keySet(), applied.stores().keySet());
      case BACKWARDS ->
          LOG.errorf(
              "BERTH-326 this manager's store has applied less of home '%s' than before, up to %s:"
                  + " nothing is proven until it is as far as it was",
              home, applied.stores());
      case FUTURE ->
          LOG.errorf(
              "BERTH-327 the probe '%s' says that more of home '%s' is applied than that has"
                  + " written: %s here, %s there; nothing is proven here",
              probe, home, applied.stores(), end.stores());
      case PROVEN -> LOG.infof("what is applied of home '%s' can be proven: %s", home, applied);
      case UNPROVEN -> LOG.debugf("nothing is known of home '%s'", home);
    }
  }

  /** Whom nobody asked for is in no view. Told once: a probe could make up a name each time. */
  void noteStrangers(Set<String> asked, Set<String> answered) {
    if (strangers || asked.containsAll(answered)) {
      return;
    }
    strangers = true;
    Set<String> unknown = new TreeSet<>(answered);
    unknown.removeAll(asked);
    LOG.warnf(
        "BERTH-351 the probe '%s' speaks of managers that nobody knows, which proves nothing: %s",
        probe, unknown);
  }

  void doubtAll() {
    standings.replaceAll((home, standing) -> Standing.UNPROVEN);
  }

  /**
   * Home to what is known of it.
   *
   * @param silent whether the probe has not answered for too long
   * @param reported how far each home is proven to be applied
   */
  Map<String, String> describe(boolean silent, Map<String, Position> reported) {
    Map<String, String> all = new TreeMap<>();
    standings.forEach(
        (home, standing) ->
            all.put(
                home,
                (silent ? "SILENT" : standing.name())
                    + " "
                    + reported.getOrDefault(home, Position.UNKNOWN).stores()));
    return all;
  }
}
