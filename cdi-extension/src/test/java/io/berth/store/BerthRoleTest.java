package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.associator.Requirements;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The role that server-config/postgresql/berth.sql makes: enough for Berth, and no more. */
class BerthRoleTest {
  private static final Path SCRIPT = Path.of("..", "server-config", "postgresql", "berth.sql");
  private static final String PASSWORD = "of the test";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String FORBIDDEN = "42501";

  private final Authority server = Authority.postgres();

  @BeforeEach
  void runTheScript() throws Exception {
    for (String each : Files.readString(SCRIPT).replaceAll("(?m)^--.*$", "").split(";")) {
      if (!each.isBlank()) {
        asSuperuser(each.replace(":'password'", "'" + PASSWORD + "'"));
      }
    }
    asSuperuser("CREATE ROLE stranger LOGIN PASSWORD '" + PASSWORD + "'");
  }

  @AfterEach
  void takeItBack() throws SQLException {
    asSuperuser("DROP DATABASE berth");
    asSuperuser("DROP ROLE berth");
    asSuperuser("DROP ROLE stranger");
    server.close();
  }

  private void asSuperuser(String sql) throws SQLException {
    run(server.settings().url(), server.settings().user(), sql);
  }

  private static void run(String url, String user, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Of the database that the script makes. */
  private String url() {
    return server.settings().url().replaceFirst("/berth_\\w+.*", "/berth");
  }

  @Test
  void itIsEnoughForASignUpAndForNothingElse() {
    try (Authority authority = Authority.at(url(), "berth", PASSWORD, PATIENCE);
        ManagerNode node =
            new ManagerNode(
                authority.database(),
                new ResourceManager("rm-a", "", 10),
                ManagerNode.CALM,
                Map.of("workspace", new Factory()),
                Optional.empty())) {
      node.fill("workspace", 1);
      assertThat(
              node.associator.register(ConsumerId.of("ann"), Requirements.of("workspace")).home())
          .isEqualTo("rm-a");
    }
    assertForbidden("berth", "CREATE DATABASE another");
    assertForbidden("berth", "CREATE ROLE another");
    assertForbidden("berth", "SELECT pg_read_file('postgresql.conf')");
    assertForbidden("stranger", "SELECT count(*) FROM berth_association");
  }

  private void assertForbidden(String user, String sql) {
    assertThatThrownBy(() -> run(url(), user, sql))
        .as("%s by %s", sql, user)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(FORBIDDEN));
  }
}
