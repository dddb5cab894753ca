package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses as tables: what is one, what is none, and that how they are cut up changes nothing. */
final class NodeAnswerTest {
  /** What the reader makes of some bytes. */
  private record Read(
      int status, String body, boolean whole, boolean wholeByClose, boolean clean) {}

  private static Read read(String bytes, boolean toHead, int step) throws Exception {
    byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
    NodeAnswer answer = new NodeAnswer(toHead, "");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] shared = new byte[64 * 1024];
    int status = 0;
    for (int at = 0; at < all.length && !answer.isEnded(); at += step) {
      int length = Math.min(step, all.length - at);
      System.arraycopy(all, at, shared, 0, length);
      answer.take(shared, length);
      ResponseHead head = answer.findHead();
      if (head == null) {
        answer.keep();
      } else {
        status = head.status();
        body.write(answer.content(), answer.contentStart(), answer.decode());
      }
      java.util.Arrays.fill(shared, (byte) '!'); // the loop's buffer belongs to others now
    }
    return new Read(
        status,
        body.toString(StandardCharsets.ISO_8859_1),
        answer.isEnded(),
        answer.isEndedByClose(),
        answer.leavesConnectionClean());
  }

  private static String wire(String shown) {
    return shown
        .replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\0", "\0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nabc | 200 | abc | true",
        "HTTP/1.1 200 \\r\\nContent-Length: 0\\r\\n\\r\\n | 200 | `` | true",
        "HTTP/1.1 599 odd reason \u00e9\\r\\nContent-Length: 0\\r\\n\\r\\n | 599 | `` | true",
        "HTTP/1.1 999 x\\r\\nContent-Length: 0\\r\\n\\r\\n | 999 | `` | true",
        "HTTP/1.1 204 No\\r\\n\\r\\n | 204 | `` | true",
        "HTTP/1.1 304 No\\r\\nContent-Length: 9\\r\\n\\r\\n | 304 | `` | true",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "transfer-encoding:\\t Chunked \\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 200 | a | true",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0A\\r"
            + "\\n"
            + "0123456789\\r"
            + "\\n"
            + "000\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 200 | 0123456789 | true",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1;a=b;c=\"d e\"\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "X-T: v\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 200 | a | true",
        "HTTP/1.1 100 Continue\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "HTTP/1.1 103 Hints\\r"
            + "\\n"
            + "Link: x\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "a | 200 | a | true",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Connection: close\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "a | 200 | a | false",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Connection: x, Close\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "a | 200 | a | false",
        "HTTP/1.0 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\na | 200 | a | false",
        "HTTP/1.0 200 OK\\r"
            + "\\n"
            + "Connection: keep-alive\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "a | 200 | a | false",
        "HTTP/1.1 200 OK\\r\\nX: \\t\\r\\nContent-Length: 1\\r\\n\\r\\na | 200 | a | true",
      })
  void responses(String shown, int status, String body, boolean clean) throws Exception {
    for (int step : new int[] {60_000, 1, 2, 7}) {
      assertThat(read(wire(shown), false, step))
          .isEqualTo(new Read(status, body, true, true, clean));
    }
  }

  @Test
  void aBodyWithoutFramingEndsWithTheConnection() throws Exception {
    Read read = read("HTTP/1.1 200 OK\r\n\r\nabc", false, 5);
    assertThat(read).isEqualTo(new Read(200, "abc", false, true, false));
  }

  @Test
  void aHeadRequestsAnswerHasNoBodyWhateverItDeclares() throws Exception {
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", true, 9).clean()).isTrue();
    assertThat(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true, 9).clean())
        .isTrue();
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", true, 99).clean()).isFalse();
  }

  @Test
  void bytesBehindTheEndSpoilTheConnection() throws Exception {
    assertThat(read("HTTP/1.1 204 No\r\n\r\nx", false, 99).clean()).isFalse();
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", false, 99).clean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\\r\\nContent-Length: 30\\r\\n\\r\\nabc",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nabc",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\n",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "3\\r"
            + "\\n"
            + "abc\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "X: y\\r"
            + "\\n",
      })
  void whatIsCutIsNeverWhole(String shown) throws Exception {
    Read read = read(wire(shown), false, 99);
    assertThat(read.whole()).isFalse();
    assertThat(read.wholeByClose()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "HTTP/2.0 200 OK\\r\\n\\r\\n",
        "HTTP/1.2 200 OK\\r\\n\\r\\n",
        "http/1.1 200 OK\\r\\n\\r\\n",
        "\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\n",
        " HTTP/1.1 200 OK\\r\\n\\r\\n",
        "HTTP/1.1200 OK\\r\\n\\r\\n",
        "HTTP/1.1  200 OK\\r\\n\\r\\n",
        "HTTP/1.1 20 OK\\r\\n\\r\\n",
        "HTTP/1.1 2000 OK\\r\\n\\r\\n",
        "HTTP/1.1 -20 OK\\r\\n\\r\\n",
        "HTTP/1.1 099 OK\\r\\n\\r\\n",
        "HTTP/1.1 200\\r\\n\\r\\n",
        "HTTP/1.1\\t200 OK\\r\\n\\r\\n",
        "HTTP/1.1 200 O\\0K\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\rX\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\n\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA: b\\nC: d\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA: b\\rC: d\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\n A: b\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA: b\\r\\n folded\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA : b\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\n: b\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA(: b\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nA: b\\0\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\n\u00e9: b\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\nContent-Length: +1\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 0x1\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1,1\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1 1\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length:\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 9999999999999999999\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\na",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: identity\\r\\n\\r\\n0\\r\\n\\r\\n",
        "HTTP/1.0 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "HTTP/1.1 101 Switching\\r\\n\\r\\n",
      })
  void headsThatAreNone(String shown) {
    for (int step : new int[] {60_000, 1, 3}) {
      assertThatThrownBy(() -> read(wire(shown) + "\r\n\r\n", false, step))
          .isInstanceOf(MalformedResponseException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\\r\\n",
        " 1\\r\\na\\r\\n0\\r\\n\\r\\n",
        "1 \\r\\na\\r\\n0\\r\\n\\r\\n",
        "-1\\r\\n",
        "+1\\r\\n",
        "0x1\\r\\n",
        "1\\na\\r\\n",
        "1\\r\\nab\\r\\n",
        "1\\r\\na\\n0\\r\\n\\r\\n",
        "1\\r\\naX\\n",
        "\\r\\n",
        "1;a\\0\\r\\na\\r\\n",
        "1;a\\nb\\r\\na\\r\\n",
        "1;a\\rb\\r\\na\\r\\n",
        "10000000000000000\\r\\n",
        "0\\r\\nX Y: z\\r\\n\\r\\n",
        "0\\r\\n: z\\r\\n\\r\\n",
        "0\\r\\nX: a\\nY: b\\r\\n\\r\\n",
        "0\\r\\n folded\\r\\n\\r\\n",
        "\u0661\\r\\na\\r\\n",
      })
  void chunksThatAreNone(String shown) {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int step : new int[] {60_000, 1, 3}) {
      assertThatThrownBy(() -> read(head + wire(shown), false, step))
          .isInstanceOf(MalformedResponseException.class);
    }
  }

  @Test
  void floodsAreRefused() {
    String start = "HTTP/1.1 200 OK\r\n";
    assertFlood(start + "X: " + "a".repeat(33_000) + "\r\n\r\n");
    assertFlood(start + "X: " + "a".repeat(33_000));
    assertFlood(start + "A: b\r\n".repeat(201) + "\r\n");
    assertFlood("HTTP/1.1 103 Hints\r\n\r\n".repeat(17));
    String chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
    assertFlood(chunked + "1;" + "a".repeat(5_000));
    assertFlood(chunked + "1;x\r\na\r\n".repeat(5_000));
    assertFlood(chunked + "0\r\n" + "A: b\r\n".repeat(2_000));
  }

  private static void assertFlood(String bytes) {
    assertThatThrownBy(() -> read(bytes, false, 1_000))
        .isInstanceOf(MalformedResponseException.class);
  }

  /**
   * Total: whatever comes, it is read or refused, in bounded memory, and the same however it is cut
   * up. Seeded, so that a failure can be played again.
   */
  @Test
  void noMutationMakesTheReaderThrowAnythingElseOrDisagreeWithItself() {
    String[] seeds = {
      "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX-A: b\r\n\r\nhello world",
      "HTTP/1.1 200 OK\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n"
          + "5;x=y\r\n"
          + "hello\r\n"
          + "6\r\n"
          + " world\r\n"
          + "0\r\n"
          + "T: v\r\n\r\n",
      "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 304 N\r\nETag: \"a\"\r\nConnection: close\r\n\r\n",
      "HTTP/1.0 200 OK\r\n\r\nuntil the end",
    };
    long seed = Long.getLong("berth.test.seed", 20_251_101L);
    Random random = new Random(seed);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 60_000; i++) {
      String mutant = mutate(seeds[random.nextInt(seeds.length)], random);
      String whole = outcome(mutant, 60_000);
      String pieces = outcome(mutant, 1 + random.nextInt(20));
      assertThat(pieces).as("seed %d, mutant %d: %s", seed, i, mutant).isEqualTo(whole);
      if (whole.startsWith("refused")) {
        refused++;
      } else {
        read++;
      }
    }
    System.out.printf("response mutants: %d read, %d refused, seed %d%n", read, refused, seed);
    assertThat(read).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(10_000);
  }

  private static String outcome(String bytes, int step) {
    try {
      Read read = read(bytes, false, step);
      return read.status + " " + read.whole + read.wholeByClose + " " + read.body;
    } catch (MalformedResponseException e) {
      return "refused";
    } catch (Exception e) {
      throw new AssertionError(bytes, e);
    }
  }

  private static String mutate(String seed, Random random) {
    StringBuilder mutant = new StringBuilder(seed);
    String odd = "\r\n\0 \t:;,0f-+\u00ff\u0085";
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(Math.max(1, mutant.length() - 1));
      char c = odd.charAt(random.nextInt(odd.length()));
      switch (random.nextInt(5)) {
        case 0 -> mutant.setCharAt(at, c);
        case 1 -> mutant.insert(at, c);
        case 2 -> mutant.deleteCharAt(at);
        case 3 -> mutant.insert(at, mutant.substring(at, Math.min(at + 12, mutant.length())));
        default -> mutant.setLength(Math.max(2, at));
      }
    }
    return mutant.toString();
  }
}
