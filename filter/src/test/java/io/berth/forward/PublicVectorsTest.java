package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the tests of a widely used parser (llhttp 9, test/response) say a response is and is not, as
 * a table of our own. Where we are stricter the case says so: a node is one of ours, so nothing has
 * to be guessed.
 */
final class PublicVectorsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  /** What we make of a vector. */
  private enum Is {
    /** Whole, and the connection may carry the next exchange. */
    CLEAN,
    /** Whole, and the connection ends: the node said so, or there are bytes nobody asked for. */
    LAST,
    /** Whole once the node ends the connection. */
    UNTIL_CLOSE,
    /** More has to come. */
    UNFINISHED,
    REFUSED
  }

  private record Vector(String name, Is is, int status, String body, String bytes) {}

  private static final List<Vector> VECTORS =
      List.of(
          // connection
          new Vector(
              "Proxy-Connection is nothing",
              Is.CLEAN,
              200,
              "hello world",
              OK + "Content-Length: 11\r\nProxy-Connection: close\r\n\r\nhello world"),
          new Vector(
              "1.0, keep-alive, no length",
              Is.UNTIL_CLOSE,
              200,
              "HTTP/1.0 200 OK",
              "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nHTTP/1.0 200 OK"),
          new Vector(
              "1.0, keep-alive, 204, and another",
              Is.LAST,
              204,
              "",
              "HTTP/1.0 204 No content\r\nConnection: keep-alive\r\n\r\nHTTP/1.0 200 OK\r\n\r\n"),
          new Vector("no length", Is.UNTIL_CLOSE, 200, OK, OK + "\r\n" + OK),
          new Vector("204, and another", Is.LAST, 204, "", "HTTP/1.1 204 No\r\n\r\n" + OK),
          new Vector(
              "204, close, and another",
              Is.LAST,
              204,
              "",
              "HTTP/1.1 204 No content\r\nConnection: close\r\n\r\n" + OK),
          new Vector(
              "close, longer than declared",
              Is.LAST,
              200,
              "2ad73",
              OK + "Content-Length: 5\r\nConnection: close\r\n\r\n2ad731e3-4dcd-4f70-b871"),
          new Vector(
              "101 nobody asked for, with length",
              Is.REFUSED,
              0,
              "",
              "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: h2c\r\n"
                  + "Content-Length: 4\r\n\r\nbody"),
          new Vector(
              "101 nobody asked for, in chunks",
              Is.REFUSED,
              0,
              "",
              "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: h2c\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n0\r\n\r\n"),
          new Vector(
              "200 with Upgrade",
              Is.UNTIL_CLOSE,
              200,
              "body",
              OK + "Connection: upgrade\r\nUpgrade: h2c\r\n\r\nbody"),
          new Vector(
              "200 with Upgrade and length",
              Is.CLEAN,
              200,
              "body",
              OK + "Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\nbody"),
          new Vector(
              "200 with Upgrade, in chunks",
              Is.CLEAN,
              200,
              "body",
              OK
                  + "Connection: upgrade\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"),
          new Vector(
              "304 with length, and another",
              Is.LAST,
              304,
              "",
              "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n"
                  + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
          new Vector(
              "304 in chunks, and another",
              Is.LAST,
              304,
              "",
              "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED),
          new Vector(
              "100, then 404",
              Is.CLEAN,
              404,
              "404: Not Found",
              "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 14\r\n\r\n"
                  + "404: Not Found"),
          new Vector(
              "103, then 200",
              Is.CLEAN,
              200,
              "response content",
              "HTTP/1.1 103 Early Hints\r\nLink: </styles.css>; rel=preload; as=style\r\n\r\n"
                  + OK
                  + "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 16\r\n\r\n"
                  + "response content"),
          // content-length
          new Vector(
              "no length, close",
              Is.UNTIL_CLOSE,
              200,
              "<xml/>",
              OK + "Content-Type: text/xml\r\nConnection: close\r\n\r\n<xml/>"),
          new Vector(
              "Content-Length-X is no length",
              Is.CLEAN,
              200,
              "OK",
              OK + "Content-Length-X: 0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n"),
          new Vector(
              "tabs around the length",
              Is.UNFINISHED,
              200,
              "",
              OK + "Content-Length:\t42\t\r\n\r\n"),
          new Vector(
              "nothing comes of 123", Is.UNFINISHED, 200, "", OK + "Content-Length: 123\r\n\r\n"),
          // invalid
          new Vector("HTP", Is.REFUSED, 0, "", "HTP/1.1 200 OK\r\n\r\n"),
          new Vector("HTTP/01.1", Is.REFUSED, 0, "", "HTTP/01.1 200 OK\r\n\r\n"),
          new Vector("HTTP/11.1", Is.REFUSED, 0, "", "HTTP/11.1 200 OK\r\n\r\n"),
          new Vector("HTTP/1.01", Is.REFUSED, 0, "", "HTTP/1.01 200 OK\r\n\r\n"),
          new Vector("tab after the version", Is.REFUSED, 0, "", "HTTP/1.1\t200 OK\r\n\r\n"),
          new Vector("CR in front", Is.REFUSED, 0, "", "\rHTTP/1.1\t200 OK\r\n\r\n"),
          new Vector("CRLF in front: stricter", Is.REFUSED, 0, "", "\r\n" + OK + "\r\n"),
          new Vector("headers apart by CR", Is.REFUSED, 0, "", OK + "Foo: 1\rBar: 2\r\n\r\n"),
          new Vector(
              "CR after the status line",
              Is.REFUSED,
              0,
              "",
              "HTTP/1.1 200 OK\rContent-Length: 0\r\n\r\n"),
          new Vector(
              "two CRs after the status line",
              Is.REFUSED,
              0,
              "",
              "HTTP/1.1 200 OK\r\rContent-Length: 4\r\n\r\nEvil"),
          new Vector("HTTP/5.6", Is.REFUSED, 0, "", "HTTP/5.6 200 OK\r\n\r\n"),
          new Vector("HTTP/0.9", Is.REFUSED, 0, "", "HTTP/0.9 200 OK\r\n\r\n"),
          new Vector("blank before the first name", Is.REFUSED, 0, "", OK + " Host: foo\r\n\r\n"),
          new Vector("two blanks before the status", Is.REFUSED, 0, "", "HTTP/1.1  200 OK\r\n\r\n"),
          new Vector(
              "two blanks before the reason",
              Is.CLEAN,
              200,
              "",
              "HTTP/1.1 200  OK\r\nContent-Length: 0\r\n\r\n"),
          new Vector("a status of one digit", Is.REFUSED, 0, "", "HTTP/1.1 2 OK\r\n\r\n"),
          new Vector(
              "LF only", Is.REFUSED, 0, "", "HTTP/1.1 200 OK\nContent-Length: 0\n\n\r\n\r\n"),
          new Vector("RTSP", Is.REFUSED, 0, "", "RTSP/1.1 200 OK\r\n\r\n"),
          new Vector("ICE", Is.REFUSED, 0, "", "ICE/1.1 200 OK\r\n\r\n"),
          new Vector("HTTPER", Is.REFUSED, 0, "", "HTTPER/1.1 200 OK\r\n\r\n"),
          // sample
          new Vector(
              "simple",
              Is.CLEAN,
              200,
              "",
              OK + "Header1: Value1\r\nHeader2:\t Value2\r\nContent-Length: 0\r\n\r\n"),
          new Vector(
              "blanks around the length, odd names",
              Is.CLEAN,
              301,
              "<HTML>",
              "HTTP/1.1 301 Moved Permanently\r\nX-$PrototypeBI-Version: 1.6.0.3\r\n"
                  + "Content-Length:  6  \r\n\r\n<HTML>"),
          new Vector(
              "one byte in chunks",
              Is.CLEAN,
              301,
              "\n",
              "HTTP/1.1 301 MovedPermanently\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n"),
          new Vector("no header at all", Is.UNTIL_CLOSE, 404, "", "HTTP/1.1 404 Not Found\r\n\r\n"),
          new Vector(
              "no blank behind the status: stricter", Is.REFUSED, 0, "", "HTTP/1.1 301\r\n\r\n"),
          new Vector("an empty reason", Is.UNTIL_CLOSE, 200, "", "HTTP/1.1 200 \r\n\r\n"),
          new Vector(
              "an underscore in a name",
              Is.CLEAN,
              200,
              "",
              OK + "Content-Length: 0\r\nDCLK_imp: v7;x;~okv=;dcmt=text/xml;;~cs=o\r\n\r\n"),
          new Vector(
              "1.0 with an empty value",
              Is.LAST,
              301,
              "",
              "HTTP/1.0 301 Moved\r\nPragma: \r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"),
          new Vector(
              "names beginning with dots and underscores",
              Is.LAST,
              200,
              "",
              OK
                  + ".et-Cookie: a=1; path=/\r\n_eep-Alive: timeout=45\r\n"
                  + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"),
          new Vector(
              "a blank in a name",
              Is.REFUSED,
              0,
              "",
              OK + "en-US Content-Type: text/xml\r\nContent-Length: 0\r\n\r\n"),
          new Vector(
              "a reason beyond ASCII",
              Is.LAST,
              500,
              "",
              "HTTP/1.1 500 Ori\u00ebntatieprobleem\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
          // transfer-encoding
          new Vector("blanks behind a chunk's size", Is.REFUSED, 0, "", CHUNKED + "25  \r\nThis"),
          new Vector(
              "chunked before another: stricter",
              Is.REFUSED,
              0,
              "",
              OK + "Transfer-Encoding: chunked, deflate\r\n\r\nWorld"),
          new Vector(
              "chunked is not the last of two lines: stricter",
              Is.REFUSED,
              0,
              "",
              OK + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\nWorld"),
          new Vector(
              "chunkedchunked: stricter",
              Is.REFUSED,
              0,
              "",
              OK + "Transfer-Encoding: chunkedchunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n"),
          new Vector(
              "extensions",
              Is.CLEAN,
              200,
              "hello world",
              CHUNKED
                  + "5;ilovew3;somuchlove=aretheseparametersfor\r\nhello\r\n"
                  + "6;blahblah;blah\r\n world\r\n0\r\n\r\n"),
          new Vector(
              "no semicolon", Is.REFUSED, 0, "", CHUNKED + "2 erfrferferf\r\naa\r\n0 rrrr\r\n"),
          new Vector(
              "nothing behind the semicolon: looser, for extensions end here",
              Is.CLEAN,
              200,
              "aa",
              CHUNKED + "2;\r\naa\r\n0\r\n\r\n"),
          new Vector(
              "quoted extensions",
              Is.CLEAN,
              200,
              "hello",
              CHUNKED + "5;a=\"I love; extensions\";b=\"c\";d\r\nhello\r\n0\r\n\r\n"),
          new Vector(
              "an open quote: looser, for extensions end here",
              Is.CLEAN,
              200,
              "hello",
              CHUNKED + "5;a=\"abc\";b=\"def; ghi\r\nhello\r\n0\r\n\r\n"),
          new Vector(
              "a folded coding",
              Is.REFUSED,
              0,
              "",
              OK + "Transfer-Encoding: chunked\r\n  abc\r\n\r\n5\r\nWorld\r\n0\r\n\r\n"));

  static Stream<Arguments> vectors() {
    List<Arguments> all = new ArrayList<>();
    for (Vector vector : VECTORS) {
      for (int step : new int[] {60_000, 1, 2, 3, 7, 19}) {
        all.add(Arguments.of(vector.name, step, vector));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}, in steps of {1}")
  @MethodSource("vectors")
  void aResponseIsWhatItIsHoweverItIsCutUp(String name, int step, Vector vector) throws Exception {
    byte[] all = vector.bytes.getBytes(StandardCharsets.ISO_8859_1);
    if (vector.is == Is.REFUSED) {
      assertThatThrownBy(() -> read(all, step)).isInstanceOf(MalformedResponseException.class);
      return;
    }
    Seen seen = read(all, step);
    assertThat(seen.status).as(name).isEqualTo(vector.status);
    assertThat(seen.body).as(name).isEqualTo(vector.body);
    assertThat(seen.is).as(name).isEqualTo(vector.is);
  }

  private record Seen(int status, String body, Is is) {}

  /** As the forwarder does: bytes behind the end spoil the connection whenever they come. */
  private static Seen read(byte[] all, int step) throws MalformedResponseException {
    NodeAnswer answer = new NodeAnswer(false, "");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] shared = new byte[64 * 1024];
    int status = 0;
    int at = 0;
    while (at < all.length && !answer.isEnded()) {
      int length = Math.min(step, all.length - at);
      System.arraycopy(all, at, shared, 0, length);
      at += length;
      answer.take(shared, length);
      ResponseHead head = answer.findHead();
      if (head == null) {
        answer.keep();
      } else {
        status = head.status();
        int decoded = answer.decode();
        body.write(answer.content(), answer.contentStart(), decoded);
      }
      Arrays.fill(shared, (byte) '!');
    }
    Is is = Is.UNFINISHED;
    if (answer.isEnded()) {
      is = answer.leavesConnectionClean() && at == all.length ? Is.CLEAN : Is.LAST;
    } else if (answer.isEndedByClose()) {
      is = Is.UNTIL_CLOSE;
    }
    return new Seen(status, body.toString(StandardCharsets.ISO_8859_1), is);
  }
}
