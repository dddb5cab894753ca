package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.settings.Settings;
import io.berth.settings.SettingsException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class StartTest {
  @Test
  void aNodeWithoutAKeyRefusesToStartAndNamesEveryProblem() {
    Settings settings =
        Settings.of(
            Map.of("berth.writes", "nobody", "berth.address", "ftp://x", "berth.scope", "moon"));
    assertThatThrownBy(() -> BerthContext.start(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("berth.keys is not set")
        .hasMessageContaining("berth.node is not set")
        .hasMessageContaining("berth.manager is not set")
        .hasMessageContaining("berth.address")
        .hasMessageContaining("berth.scope = 'moon'")
        .hasMessageContaining("berth.writes = 'nobody'");
  }

  @Test
  void itsMxBeansComeAndGoWithIt() throws Exception {
    ObjectName beans = new ObjectName("io.berth:node=node-rm-x,*");
    try (BerthContext berth = BerthContext.start(Settings.of(Site.node("rm-x", 20090)))) {
      assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(beans, null)).hasSize(7);
      assertThat(new RouterBean(berth).explain("nobody")).containsKey("lookup");
    }
    assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(beans, null)).isEmpty();
  }
}
