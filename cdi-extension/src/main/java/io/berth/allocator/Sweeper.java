package io.berth.allocator;

import io.berth.model.ResourceManager;
import io.berth.store.Claims;
import io.berth.store.HoldTable;
import io.berth.store.RequestTable;
import io.berth.store.Stock;
import io.berth.store.StockTable;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Finds what has run out of time, whoever's it was, and retires the suspects of this manager. A
 * suspect never becomes ready stock again: nobody knows what it holds (RULES A8, A9).
 */
final class Sweeper {
  private static final Logger LOG = Logger.getLogger(Sweeper.class);
  private static final int BATCH = 16;
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private final StockTable stock;
  private final Claims claims;
  private final HoldTable holds;
  private final RequestTable requests;
  private final ResourceManager manager;
  private final Map<String, ResourceProvisioner> provisioners;
  private final Duration lease;
  private final Duration keyLife;

  Sweeper(
      Tables tables,
      ResourceManager manager,
      Map<String, ResourceProvisioner> provisioners,
      AllocatorSettings settings) {
    this.stock = tables.stock();
    this.claims = tables.claims();
    this.holds = tables.holds();
    this.requests = tables.requests();
    this.manager = manager;
    this.provisioners = Map.copyOf(provisioners);
    this.lease = settings.makeLease();
    this.keyLife = settings.limits().keyLife();
  }

  void sweep() {
    int late = stock.sweep();
    int ended = claims.sweep();
    int lapsed = holds.sweep();
    if (lapsed > 0) {
      LOG.debugf("%d resources came back from forms that nobody posted", lapsed);
    }
    requests.forget(keyLife);
    if (late + ended > 0) {
      LOG.infof(
          "%d resources and %d registrations ran out of time; see berth.claim.lease and"
              + " berth.provision.lease",
          late, ended);
    }
  }

  /** Retires the suspects that may be tried now; how many were retired. */
  int retireSuspects() {
    int retired = 0;
    for (Map.Entry<String, ResourceProvisioner> each : provisioners.entrySet()) {
      for (Stock suspect : stock.takeSuspects(manager.name(), each.getKey(), lease, BATCH)) {
        retired += retire(suspect, each.getValue()) ? 1 : 0;
      }
    }
    return retired;
  }

  private boolean retire(Stock suspect, ResourceProvisioner provisioner) {
    try {
      provisioner.retire(suspect.resource());
    } catch (RuntimeException | LinkageError e) {
      stock.postpone(suspect, pause(suspect.attempts()));
      if (suspect.attempts() == 1) {
        LOG.errorf(
            e,
            "BERTH-303 %s '%s' could not be retired; it is tried again later and later, and nobody"
                + " gets it",
            suspect.resource().type(),
            suspect.resource().name());
      }
      return false;
    }
    return stock.retire(suspect);
  }

  private static Duration pause(int attempts) {
    Duration pause = Duration.ofSeconds(1L << Math.min(attempts, 12));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
