package io.berth.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final Setting<Duration> LEASE =
      Setting.seconds("berth.claim.lease", 60, 1, 3600, "a lease");
  private static final Setting<String> NODE = Setting.text("berth.node", null, "a name");
  private static final Setting<String> WRITES =
      Setting.oneOf("berth.writes", "home", List.of("home", "any"), "who writes");
  private static final Setting<Integer> SECRET =
      Setting.count("berth.some.password", 1, 1, 2, "a secret");

  @Test
  void whatIsNotSetHasItsDefault() {
    Settings settings = Settings.of(Map.of("berth.node", " n1 "));
    assertThat(settings.get(LEASE)).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.require(NODE, "?")).isEqualTo("n1");
    settings.check();
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    Settings settings = Settings.of(Map.of("berth.claim.lease", "0", "berth.writes", "nobody"));
    settings.get(LEASE);
    settings.get(WRITES);
    settings.require(NODE, "?");
    settings.problem("floor 3 is above ceiling 2");
    assertThatThrownBy(settings::check)
        .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).hasSize(4))
        .hasMessageContaining("berth.claim.lease = '0'")
        .hasMessageContaining("1 to 3600")
        .hasMessageContaining("berth.writes = 'nobody'")
        .hasMessageContaining("berth.node is not set")
        .hasMessageContaining("floor 3");
  }

  @Test
  void aWrongSecretIsNotRepeated() {
    Settings settings = Settings.of(Map.of("berth.some.password", "hunter2"));
    settings.get(SECRET);
    assertThatThrownBy(settings::check).hasMessageNotContaining("hunter2");
  }

  @Test
  void aSystemPropertyBeatsTheWebApplication() {
    System.setProperty("berth.claim.lease", "7");
    try {
      assertThat(Settings.of(name -> "9").get(LEASE)).isEqualTo(Duration.ofSeconds(7));
    } finally {
      System.clearProperty("berth.claim.lease");
    }
    assertThat(Settings.of(name -> "9").get(LEASE)).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void theEnvironmentNameFollowsFromTheName() {
    assertThat(Setting.text("berth.session-cookie", "", "").environmentName())
        .isEqualTo("BERTH_SESSION_COOKIE");
  }
}
