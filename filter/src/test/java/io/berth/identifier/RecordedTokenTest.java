package io.berth.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.RecordedBytes;
import io.berth.cluster.RollingUpgradeTest;
import io.berth.model.Association;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A token that an earlier build has sealed is read by this one (RULES 7.35). */
class RecordedTokenTest {
  @Test
  void tokensOfTheBuildBeforeAreRead() throws Exception {
    Sealer sealer = new Sealer(KeyRing.parse("k1:" + "A".repeat(43)), new SecureRandom());
    var opening =
        new TokenCodec(sealer).open(Purpose.CONSUMER, RecordedBytes.text("recorded/token.txt"));
    assertThat(opening).isInstanceOf(Opening.Opened.class);
    ConsumerToken token = ((Opening.Opened<ConsumerToken>) opening).content();
    Association known = RollingUpgradeTest.association();
    assertThat(token.association())
        .isEqualTo(
            new Association(
                known.consumer(),
                known.home(),
                List.of(),
                known.version(),
                known.epoch(),
                known.position(),
                Set.of(),
                false));
    assertThat(token.expires().getEpochSecond()).isEqualTo(1_795_600_000L + 30 * 24 * 3600);
  }
}
