package io.berth.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.identifier.Opening.Opened;
import io.berth.identifier.Opening.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final String OLD = "k1:" + secret(1);
  private static final String NEW = "k2:" + secret(2);
  private static final byte[] CONTENT = "ann@example.org".getBytes(StandardCharsets.UTF_8);

  private final Sealer sealer = sealer(OLD);

  private static String secret(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Sealer sealer(String keys) {
    return new Sealer(KeyRing.parse(keys), new SecureRandom());
  }

  @Test
  void whatWasSealedOpensForItsPurposeAndNoOther() {
    String text = sealer.seal(Purpose.CONSUMER, CONTENT);
    assertThat(sealer.open(Purpose.CONSUMER, text))
        .isInstanceOfSatisfying(
            Opened.class, opened -> assertThat((byte[]) opened.content()).isEqualTo(CONTENT));
    assertThat(sealer.open(Purpose.HOP, text)).isEqualTo(new Refused<>(Refusal.FORGED));
  }

  @Test
  void noMutantOpensAndNoneThrows() {
    Random random = new Random(11);
    String text = sealer.seal(Purpose.CONSUMER, CONTENT);
    int mutants = 100_000;
    int opened = 0;
    for (int i = 0; i < mutants; i++) {
      String mutant = mutate(text, random);
      if (!mutant.equals(text) && sealer.open(Purpose.CONSUMER, mutant) instanceof Opened) {
        opened++;
      }
    }
    System.out.println("sealed text: " + mutants + " mutants tried, seed 11, opened " + opened);
    assertThat(opened).isZero();
  }

  private static String mutate(String text, Random random) {
    int at = random.nextInt(text.length());
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + (char) random.nextInt(0x180) + text.substring(at + 1);
      case 2 -> text.substring(0, at) + text.substring(at + 1);
      default -> text + (char) random.nextInt(0x180);
    };
  }

  @Test
  void aKeyIsReplacedInTwoStepsWithoutRefusingAnybody() {
    Sealer old = sealer(OLD);
    Sealer accepting = sealer(OLD + "," + NEW);
    Sealer sealing = sealer(NEW + "," + OLD);
    Sealer retired = sealer(NEW);
    assertThat(accepting.open(Purpose.CONSUMER, old.seal(Purpose.CONSUMER, CONTENT)))
        .isInstanceOf(Opened.class);
    assertThat(old.open(Purpose.CONSUMER, accepting.seal(Purpose.CONSUMER, CONTENT)))
        .isInstanceOf(Opened.class);
    assertThat(accepting.open(Purpose.CONSUMER, sealing.seal(Purpose.CONSUMER, CONTENT)))
        .isInstanceOf(Opened.class);
    assertThat(retired.open(Purpose.CONSUMER, old.seal(Purpose.CONSUMER, CONTENT)))
        .isEqualTo(new Refused<>(Refusal.UNKNOWN_KEY));
  }

  @Test
  void theTextTellsNeitherContentNorItsExactLength() {
    String one = sealer.seal(Purpose.CONSUMER, "a".getBytes(StandardCharsets.UTF_8));
    String other = sealer.seal(Purpose.CONSUMER, CONTENT);
    assertThat(one).hasSameSizeAs(other).isNotEqualTo(other).matches("[A-Za-z0-9._-]+");
    assertThat(sealer.seal(Purpose.CONSUMER, CONTENT)).isNotEqualTo(other);
  }

  @Test
  void aWrongKeyIsRefusedWithoutRepeatingIt() {
    for (String wrong :
        new String[] {"k1", "k1:short", ":" + secret(1), "k 1:" + secret(1), OLD + "," + OLD}) {
      assertThatThrownBy(() -> KeyRing.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(secret(1));
    }
  }

  @Test
  void aContentTooLongForACookieIsRefused() {
    assertThatThrownBy(() -> sealer.seal(Purpose.CONSUMER, new byte[3000]))
        .hasMessageContaining("3500");
  }
}
