package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.berth.associator.RegistrationException;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's disk is really full, that of its data and that of its log, and is made room on. */
class FullDisksTest {
  private static final Requirements WISH = Requirements.of("workspace");
  private static final ConsumerId ANN = ConsumerId.of("ann");
  private static final ConsumerId BOB = ConsumerId.of("bob");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STOCK = 200;
  private static final String DISK_FULL = "53100";

  @TempDir static Path folder;
  private static SmallDisks disks;

  @BeforeAll
  static void start() throws Exception {
    disks = SmallDisks.startOrSkip(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (disks != null) {
      disks.close();
    }
  }

  private static ManagerNode node(Authority authority) {
    return new ManagerNode(
        authority.database(),
        new ResourceManager("rm-a", "", 1_000),
        ManagerNode.CALM,
        Map.of("workspace", new Factory()),
        Optional.empty());
  }

  /** Long names, for those that still fit into what the tables have. */
  private static ConsumerId somebody(int number) {
    return ConsumerId.of("somebody-" + "x".repeat(80) + number);
  }

  private static ConsumerId firstRefused(ManagerNode node, List<Association> answered) {
    for (int i = 0; i < STOCK - 1; i++) {
      try {
        answered.add(node.associator.register(somebody(i), WISH));
      } catch (RegistrationException e) {
        assertThat(e).hasCauseInstanceOf(AuthorityException.class);
        assertThat(states(e)).as("%s", e).contains(DISK_FULL);
        return somebody(i);
      }
    }
    return fail("the disk is full, and nobody was refused");
  }

  private static List<String> states(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(each -> ((SQLException) each).getSQLState())
        .toList();
  }

  @Test
  void whoIsKnownIsServedWhileTheDataHaveNoRoom() throws Exception {
    try (Authority authority = disks.authority("data_full");
        ManagerNode node = node(authority)) {
      node.fill("workspace", STOCK);
      List<Association> answered = new ArrayList<>();
      answered.add(node.associator.register(ANN, WISH));
      disks.fill(SmallDisks.Disk.DATA);
      ConsumerId refused;
      try {
        refused = firstRefused(node, answered);
        for (Association each : answered) {
          assertThat(node.associator.locate(each.consumer())).contains(each);
        }
        assertThat(node.associator.locate(refused)).isEmpty();
        assertThat(authority.problems()).isEmpty();
      } finally {
        disks.makeRoom(SmallDisks.Disk.DATA);
      }
      authority.letDeadlinesPass(); // the claim may still be there
      answered.add(node.associator.register(refused, WISH));
      System.out.printf(
          "disk of the data full: %d sign-ups answered, then refused with %s; the refused one is in"
              + " with room%n",
          answered.size() - 1, DISK_FULL);
      assertHeldOnce(authority, answered.size());
    }
  }

  /** Without room for its log the server gives up; it is started again when there is some. */
  @Test
  void whoWasAnsweredIsStillThereAfterTheLogHadNoRoom() throws Exception {
    try (Authority authority = disks.authority("log_full");
        ManagerNode node = node(authority)) {
      node.fill("workspace", 3);
      Association ann = node.associator.register(ANN, WISH);
      disks.fill(SmallDisks.Disk.LOG);
      try {
        assertThatThrownBy(
                () ->
                    authority.execute(
                        "CREATE TABLE others AS SELECT n, repeat('x', 900) AS text"
                            + " FROM generate_series(1, 20000) AS s (n)"))
            .as("somebody else writes much")
            .isInstanceOf(AuthorityException.class);
        assertThatThrownBy(() -> node.associator.register(BOB, WISH))
            .isInstanceOf(RegistrationException.class)
            .hasCauseInstanceOf(AuthorityException.class);
        assertThatThrownBy(() -> node.associator.locate(BOB))
            .as("nobody is taken for unknown")
            .isInstanceOf(AuthorityException.class);
      } finally {
        disks.makeRoom(SmallDisks.Disk.LOG);
        disks.start();
      }
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(AuthorityException.class)
          .until(() -> node.associator.locate(ANN).equals(Optional.of(ann)));
      assertThat(node.associator.register(BOB, WISH).resources()).hasSize(1);
      assertHeldOnce(authority, 2);
    }
  }

  private static void assertHeldOnce(Authority authority, int consumers) {
    assertThat(authority.problems()).isEmpty();
    assertThat(authority.number("SELECT count(*) FROM berth_resource WHERE availability = 'BOUND'"))
        .isEqualTo(consumers);
  }
}
