package io.berth.filter;

import io.berth.cluster.HotRod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With a server in this JVM; two real ones are tried by {@code InfinispanServersIT}. */
class NearCopyIT {
  private static final int PORT = 22044;

  @Test
  void anOldNearCopyCostsACorrectionAndNeverAWrongAnswer() throws Exception {
    Map<String, String> there = Map.of("berth.cluster.hosts", "127.0.0.1[" + PORT + "]");
    try (HotRod server = HotRod.start(PORT)) {
      NearCopies.areCorrected(there, there);
    }
  }
}
