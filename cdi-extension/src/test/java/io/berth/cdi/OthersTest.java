package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.filter.BerthContext;
import io.berth.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who takes new consumers, as the data plane sees it. */
class OthersTest {
  private static BerthContext start(String enabled) {
    Map<String, String> settings = Container.defaults();
    settings.put("berth.members", "rm-b/b1=http://127.0.0.1:23002");
    settings.put("berth.enabled", enabled);
    return BerthContext.start(Settings.of(settings));
  }

  @Test
  void managerWithAReadyNodeTakesConsumers() {
    try (BerthContext berth = start("true")) {
      assertThat(new Others(berth).accepts("rm-b")).isTrue();
      assertThat(new Others(berth).accepts("rm-c")).isFalse();
    }
  }

  @Test
  void nobodyElseDoesWhereNothingIsRouted() {
    try (BerthContext berth = start("false")) {
      assertThat(new Others(berth).accepts("rm-b")).isFalse();
      assertThat(new Others(berth).accepts("rm-a")).isTrue();
    }
  }
}
