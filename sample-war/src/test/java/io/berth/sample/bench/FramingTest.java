package io.berth.sample.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a message ends, however it is cut. */
class FramingTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: 5\r\n\r\nhello', 5",
    "'content-length:5\r\n\r\nhello', 5",
    "'X: y\r\nContent-Length: 0\r\n\r\n', 0",
    "'X: y\r\n\r\n', 0",
    "'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 5",
    "'Transfer-Encoding: chunked\r\n\r\n1;x=y\r\nh\r\n0A\r\n0123456789\r\n0\r\nA: b\r\n\r\n', 11"
  })
  void aMessageEndsWhereItEndsHoweverItIsCut(String rest, long bodyBytes) throws Exception {
    byte[] message = (OK + rest).getBytes(US_ASCII);
    for (int cut = 0; cut < message.length; cut++) {
      Framing framing = new Framing();
      assertThat(framing.take(ByteBuffer.wrap(message, 0, cut))).isFalse();
      ByteBuffer tail = ByteBuffer.allocate(message.length - cut + 4);
      tail.put(message, cut, message.length - cut).put("NEXT".getBytes(US_ASCII)).flip();
      assertThat(framing.take(tail)).isTrue();
      assertThat(tail.remaining()).isEqualTo(4);
      assertThat(framing.bodyBytes()).isEqualTo(bodyBytes);
    }
  }

  @Test
  void afterAResetTheNextMessageIsReadFromItsStart() throws Exception {
    Framing framing = new Framing();
    framing.take(ByteBuffer.wrap((OK + "Content-Length: 2\r\n\r\nab").getBytes(US_ASCII)));
    framing.reset();
    assertThat(framing.take(ByteBuffer.wrap((OK + "Backend: c\r\n\r\n").getBytes(US_ASCII))))
        .isTrue();
    assertThat(framing.bodyBytes()).isZero();
    assertThat((char) framing.firstOf("backend:".getBytes(US_ASCII))).isEqualTo('c');
  }

  @Test
  void anEndlessHeadIsRefused() {
    Framing framing = new Framing();
    assertThatThrownBy(() -> framing.take(ByteBuffer.wrap(new byte[20_000])))
        .isInstanceOf(ProtocolException.class);
  }
}
