package io.berth.replication;

import io.berth.associator.Afterwards;
import io.berth.associator.ConsumerRegistered;
import io.berth.background.Background;
import io.berth.model.Association;
import io.berth.model.ResourceManager;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells the application of this home's consumers whose data has arrived everywhere, also of those
 * who do not come back.
 */
public final class RegisteredTeller implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RegisteredTeller.class);
  private static final long PAUSE_MILLIS = 1_000;

  /** Whoever made a version is done with what follows by then: the events come in their order. */
  private static final Duration AGE = Duration.ofMillis(500);

  private static final int PAGE = 1_000;
  private static final int PAGES = 20;

  private final Tables tables;
  private final String local;
  private final Everywhere everywhere;
  private final Afterwards afterwards;
  private final Background background = new Background("berth-registered", LOG);

  /** Where the last look ended; empty for the beginning. */
  private String last = "";

  /**
   * @param local this node's manager
   */
  public RegisteredTeller(
      Tables tables, String local, Everywhere everywhere, Afterwards afterwards) {
    this.tables = tables;
    this.local = local;
    this.everywhere = everywhere;
    this.afterwards = afterwards;
  }

  public void start() {
    background.every(
        PAUSE_MILLIS,
        "BERTH-123 it cannot be seen whose data has arrived, so nobody is told of it",
        this::look);
  }

  /** At many consumers at most; the next look goes on where this one ends. */
  void look() {
    List<Association> page = page();
    List<ResourceManager> managers = page.isEmpty() ? List.of() : tables.managers().all();
    for (int i = 0; i < PAGES && !page.isEmpty() && !background.isStopped(); i++) {
      page.stream().filter(each -> everywhere.test(each, managers)).forEach(this::tell);
      last = page.get(page.size() - 1).consumer().value();
      page = page.size() < PAGE ? List.of() : page();
    }
    if (page.isEmpty()) {
      last = "";
    }
  }

  private List<Association> page() {
    return tables.associations().unproven(local, AGE, last, PAGE);
  }

  private void tell(Association proven) {
    tables
        .associations()
        .registered(proven)
        .ifPresent(whole -> afterwards.tell(new ConsumerRegistered(whole)));
  }

  @Override
  public void close() {
    background.close();
  }
}
