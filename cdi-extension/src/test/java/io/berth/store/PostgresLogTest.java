package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresLogTest {
  @Test
  void whatStartsBehindAPagesHeaderEndsWhereThePageBegins() {
    assertThat(PostgresLog.endOfRecord(0x401C018, 8192)).isEqualTo(0x401C000);
    assertThat(PostgresLog.endOfRecord(0x4000028, 8192)).isEqualTo(0x4000000);
    assertThat(PostgresLog.endOfRecord(0x401C000, 8192)).isEqualTo(0x401C000);
    assertThat(PostgresLog.endOfRecord(0x401C030, 8192)).isEqualTo(0x401C030);
  }

  @Test
  void historyIsReadAsPostgresWritesIt() {
    String history =
        "1\t0/4045DF8\tno recovery target specified\n\n2\t1/A000000\tbefore 2000-01-01 0/1\n";
    assertThat(PostgresLog.ends(history)).isEqualTo(Map.of(1L, 0x4045DF8L, 2L, 0x1_0A000000L));
    assertThat(PostgresLog.ends("")).isEmpty();
  }
}
