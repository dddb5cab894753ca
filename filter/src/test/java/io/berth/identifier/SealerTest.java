package io.berth.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.identifier.Opening.Opened;
import io.berth.identifier.Opening.Refused;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

  /** RULES 29: half of the nodes are updated, at every step, and everybody is still known. */
  @Test
  void keysAreChangedWhileNodesRunAndHalfOfThemAreLate() {
    Sealer early = sealer(OLD);
    Sealer late = sealer(OLD);
    int asked = 0;
    List<String> issued = new ArrayList<>();
    for (String step : List.of(OLD + "," + NEW, NEW + "," + OLD)) {
      for (Sealer next : List.of(early, late)) {
        next.rotate(KeyRing.parse(step));
        issued.add(early.seal(Purpose.CONSUMER, CONTENT));
        issued.add(late.seal(Purpose.CONSUMER, CONTENT));
        for (String each : issued) {
          assertThat(early.open(Purpose.CONSUMER, each)).isInstanceOf(Opened.class);
          assertThat(late.open(Purpose.CONSUMER, each)).isInstanceOf(Opened.class);
          asked += 2;
        }
      }
    }
    System.out.println("keys changed in two steps, one node late: " + asked + " tokens, all known");
    late.rotate(KeyRing.parse(NEW));
    assertThat(late.open(Purpose.CONSUMER, issued.get(0)))
        .isEqualTo(new Refused<>(Refusal.UNKNOWN_KEY));
    assertThat(late.open(Purpose.CONSUMER, issued.get(issued.size() - 1)))
        .isInstanceOf(Opened.class);
  }

  @Test
  void aStepThatWouldRefuseSomebodyIsNotTaken() {
    String text = sealer.seal(Purpose.CONSUMER, CONTENT);
    for (String step :
        List.of(NEW, NEW + "," + OLD, "k1:" + secret(3), OLD + ",k2:" + secret(2) + ",k2:AA")) {
      assertThatThrownBy(() -> sealer.rotate(KeyRing.parse(step)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(secret(2))
          .hasMessageNotContaining(secret(3));
      assertThat(sealer.keys().ids()).containsExactly("k1");
      assertThat(sealer.open(Purpose.CONSUMER, text)).isInstanceOf(Opened.class);
    }
  }

  /** RULES 26. */
  @Test
  void everyCharacterCounts() {
    for (int size = 0; size < 100; size++) {
      String text = sealer.seal(Purpose.CONSUMER, new byte[size]);
      for (int at = 0; at < text.length(); at++) {
        for (char other : new char[] {'A', 'B', 'Q', '_', '9', '.'}) {
          String changed = text.substring(0, at) + other + text.substring(at + 1);
          assertThat(changed.equals(text) || isRefused(changed)).as(changed).isTrue();
        }
        assertThat(isRefused(text.substring(0, at))).isTrue();
        assertThat(at == 0 || isRefused(text.substring(0, at) + text)).isTrue();
      }
      for (String more : List.of("=", "==", "A", " ", text, "." + text)) {
        assertThat(isRefused(text + more)).as("'%s' at the end", more).isTrue();
      }
    }
  }

  private boolean isRefused(String text) {
    return sealer.open(Purpose.CONSUMER, text) instanceof Refused;
  }

  @Test
  void noPurposeIsTakenForAnother() {
    for (Purpose sealed : Purpose.values()) {
      String text = sealer.seal(sealed, CONTENT);
      for (Purpose asked : Purpose.values()) {
        assertThat(sealer.open(asked, text) instanceof Opened)
            .as("%s opened as %s", sealed, asked)
            .isEqualTo(sealed == asked);
      }
    }
  }

  /** RULES C2: the same content again and again, and no place of the text prefers a character. */
  @Test
  void aHundredThousandTextsTellNothing() {
    int texts = 100_000;
    String first = sealer.seal(Purpose.CONSUMER, CONTENT);
    int open = "1.k1.".length();
    int[][] seen = new int[first.length() - open - 1][128];
    Set<String> distinct = new HashSet<>();
    for (int i = 0; i < texts; i++) {
      String text = sealer.seal(Purpose.CONSUMER, CONTENT);
      distinct.add(text);
      for (int at = 0; at < seen.length; at++) {
        seen[at][text.charAt(open + at)]++;
      }
    }
    double worst = 0;
    for (int[] place : seen) {
      double chi = 0;
      for (int character = 0; character < 128; character++) {
        double expected = texts / 64.0;
        chi += place[character] == 0 ? 0 : Math.pow(place[character] - expected, 2) / expected;
      }
      worst = Math.max(worst, chi);
    }
    System.out.println(
        texts + " texts of one content, all distinct; worst chi-square of a place " + worst);
    assertThat(distinct).hasSize(texts);
    assertThat(worst).isLessThan(150); // 63 degrees of freedom: beyond it once in 10^8 places
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
