package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.RecordedBytes;
import io.berth.cluster.RollingUpgradeTest;
import io.berth.identifier.KeyRing;
import io.berth.identifier.Opening;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import io.berth.model.Association;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What an earlier build says in headers is understood by this one. */
class RecordedHeadersTest {
  private static final Instant THEN = Instant.ofEpochMilli(1_795_600_000_000L);

  private final Sealer sealer =
      new Sealer(KeyRing.parse("k1:" + "A".repeat(43)), new SecureRandom());

  @Test
  void thePacketOfA421IsRead() throws Exception {
    Packets packets = new Packets(sealer, Clock.fixed(THEN, ZoneOffset.UTC));
    Association known = RollingUpgradeTest.association();
    assertThat(packets.open(RecordedBytes.text("recorded/header.txt"), known.consumer()))
        .hasValue(known);
  }

  @Test
  void theHopHeaderIsRead() throws Exception {
    var opening = sealer.open(Purpose.HOP, RecordedBytes.text("recorded/hop.txt"));
    assertThat(opening).isInstanceOf(Opening.Opened.class);
    ByteBuffer content = ByteBuffer.wrap(((Opening.Opened<byte[]>) opening).content());
    assertThat(content.getLong()).isEqualTo(THEN.toEpochMilli() + 30_000);
    assertThat(content.getLong()).isEqualTo(77);
  }
}
