package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.ClusterSettings;
import io.berth.filter.FilterSettings;
import io.berth.filter.OperatingSettings;
import io.berth.forward.ForwardSettings;
import io.berth.identifier.BalancerHint;
import io.berth.identifier.TokenSettings;
import io.berth.mapping.MappingSettings;
import io.berth.packet.PacketSettings;
import io.berth.settings.Setting;
import io.berth.settings.SettingsPage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
  @Test
  void theSettingsPageSaysOfEverySettingWhatTheCodeSays() throws Exception {
    List<String> rows =
        Stream.of(
                FilterSettings.ALL,
                OperatingSettings.ALL,
                TokenSettings.ALL,
                BalancerHint.ALL,
                ClusterSettings.ALL,
                MappingSettings.ALL,
                PacketSettings.ALL,
                ForwardSettings.ALL)
            .<Setting<?>>flatMap(List::stream)
            .map(SettingsPage::row)
            .toList();
    assertThat(SettingsPage.written()).containsAll(rows);
  }
}
