package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.associator.RegistrationException;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL answers every write as it does when its disk is full (SQLSTATE 53100), and reads as
 * before.
 */
class FullDiskTest {
  private static final Requirements WISH = Requirements.of("workspace");
  private static final ConsumerId ANN = ConsumerId.of("ann");
  private static final ConsumerId BOB = ConsumerId.of("bob");
  private static final List<String> TABLES =
      List.of("berth_association", "berth_resource", "berth_manager", "berth_outbox");

  private static void fill(Authority authority) {
    authority.execute(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
            + " 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$");
    for (String table : TABLES) {
      authority.execute(
          "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON "
              + table
              + " FOR EACH ROW EXECUTE FUNCTION no_room()");
    }
  }

  private static void makeRoom(Authority authority) {
    authority.execute("DROP FUNCTION no_room() CASCADE");
  }

  @Test
  void whoIsKnownIsFoundNobodyIsHalfSignedUpAndWithRoomItGoesOn() {
    try (Authority authority = Authority.postgres();
        ManagerNode node =
            new ManagerNode(
                authority.database(),
                new ResourceManager("rm-a", "", 10),
                ManagerNode.CALM,
                Map.of("workspace", new Factory()),
                Optional.empty())) {
      node.fill("workspace", 3);
      Association ann = node.associator.register(ANN, WISH);
      fill(authority);

      assertThatThrownBy(() -> node.associator.register(BOB, WISH))
          .isInstanceOf(RegistrationException.class)
          .hasCauseInstanceOf(AuthorityException.class)
          .hasStackTraceContaining("No space left on device");
      assertThat(node.associator.locate(ANN)).contains(ann);
      assertThat(node.associator.locate(BOB)).isEmpty();
      assertThat(authority.problems()).isEmpty();

      makeRoom(authority);
      assertThat(node.associator.register(BOB, WISH).resources()).hasSize(1);
      node.stock.sweepNow();
      assertThat(node.tables.stock().states("rm-a", "workspace"))
          .isEqualTo(Map.of(Availability.BOUND, 2, Availability.FREE, 1));
      assertThat(authority.problems()).isEmpty();
    }
  }
}
