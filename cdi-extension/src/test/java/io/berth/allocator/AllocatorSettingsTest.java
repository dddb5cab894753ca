package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.settings.Settings;
import io.berth.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is out of order or absurd stops the start, with the value and the bound. */
class AllocatorSettingsTest {
  @ParameterizedTest(name = "{0}={1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "berth.pool.floor    | -1                  | 0 to 1000000",
        "berth.pool.floor    | 21                  | got 21, 20, 50",
        "berth.pool.target   | 51                  | got 5, 51, 50",
        "berth.pool.ceiling  | 0                   | 1 to 1000000",
        "berth.pool.ceiling  | 4                   | got 5, 20, 4",
        "berth.pool.ceiling  | 99999999999999999999 | 1 to 1000000",
        "berth.pool.ceiling  | many                | 1 to 1000000",
        "berth.pool.bounds   | workspace=3/2/1     | got 3, 2, 1",
        "berth.pool.bounds   | workspace=1/2/-3    | 0 to 1000000, got -3",
        "berth.pool.bounds   | workspace=1/2       | TYPE[:VARIANT]=FLOOR/TARGET/CEILING",
        "berth.pool.safety   | 99                  | 100 to 10000",
        "berth.refill.threads | 0                  | 1 to 256",
        "berth.stock.waiting | -1                  | 0 to 100000",
        "berth.hold.lease    | 0                   | 1 to 86400",
        "berth.personalise.timeout | 60000         | got 60000 ms and 60 s",
      })
  void isRefusedWithTheValueAndTheBound(String name, String value, String said) {
    Settings settings = Settings.of(Map.of(name, value));
    AllocatorSettings.from(settings);
    assertThatThrownBy(settings::check)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value)
        .hasMessageContaining(said);
  }
}
