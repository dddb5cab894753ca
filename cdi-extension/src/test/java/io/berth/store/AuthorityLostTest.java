package io.berth.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.associator.RegistrationException;
import io.berth.associator.Requirements;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An authority that cannot be asked never reads as "unknown" (RULES M4). */
class AuthorityLostTest {
  private static final ConsumerId ANN = ConsumerId.of("ann");

  @Test
  void lostAuthorityIsAnErrorAndNoSignUp() {
    try (Authority authority = Authority.h2();
        ManagerNode node =
            new ManagerNode(
                authority.database(),
                new ResourceManager("rm-a", "", 10),
                ManagerNode.CALM,
                Map.of("workspace", new Factory()),
                Optional.empty())) {
      assertThatThrownBy(() -> authority.execute("SHUTDOWN IMMEDIATELY"))
          .as("not even this can be committed then")
          .isInstanceOf(AuthorityException.class);
      assertThatThrownBy(() -> node.tables.associations().find(ANN))
          .isInstanceOf(AuthorityException.class)
          .hasMessageContaining("berth.jdbc.url");
      assertThatThrownBy(() -> node.associator.register(ANN, Requirements.of("workspace")))
          .isInstanceOf(RegistrationException.class)
          .hasCauseInstanceOf(AuthorityException.class);
      assertThatThrownBy(() -> node.associator.locate(ANN)).isInstanceOf(AuthorityException.class);
    }
  }

  /** As one behind a cut network: the statement would go on for half a minute. */
  @Test
  void authorityThatDoesNotAnswerIsGivenUp() {
    try (Authority authority = Authority.postgres();
        Database door = Database.open(authority.answering(Duration.ofSeconds(1)))) {
      assertThatThrownBy(
              () ->
                  door.inTransaction(
                      work -> work.select(String.class, "SELECT CAST(pg_sleep(30) AS text)")))
          .isInstanceOf(AuthorityException.class)
          .hasMessageContaining("berth.jdbc.url");
    }
  }
}
