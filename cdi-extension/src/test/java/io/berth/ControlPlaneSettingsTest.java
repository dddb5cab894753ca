package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.allocator.AllocatorSettings;
import io.berth.replication.ProbeSettings;
import io.berth.replication.ReplicationSettings;
import io.berth.settings.Setting;
import io.berth.settings.SettingsPage;
import io.berth.store.LogSettings;
import io.berth.store.StoreSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControlPlaneSettingsTest {
  @Test
  void theSettingsPageSaysOfEverySettingWhatTheCodeSays() throws Exception {
    List<String> rows =
        Stream.of(
                StoreSettings.ALL,
                AllocatorSettings.ALL,
                ReplicationSettings.ALL,
                ProbeSettings.ALL,
                LogSettings.ALL)
            .<Setting<?>>flatMap(List::stream)
            .map(SettingsPage::row)
            .toList();
    assertThat(SettingsPage.written()).containsAll(rows);
  }
}
