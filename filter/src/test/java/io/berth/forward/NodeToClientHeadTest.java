package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Node;
import io.berth.model.NodeState;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a node's head a client gets to see. */
final class NodeToClientHeadTest {
  private static final Node NODE =
      new Node("n2", "m2", URI.create("http://10.0.0.7:8080"), NodeState.READY);

  private static List<String> carried(String status, String... lines) throws Exception {
    String head = "HTTP/1.1 " + status + "\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    FakeResponse response = new FakeResponse();
    NodeToClientHead.write(
        ResponseHead.parse(bytes, 0, bytes.length), response.get(), NODE, "berth");
    assertThat(response.status).isEqualTo(Integer.parseInt(status.substring(0, 3)));
    return response.lines;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Keep-Alive: x",
        "Proxy-Connection: x",
        "Proxy-Authenticate: x",
        "Proxy-Authorization: x",
        "Proxy-Authentication-Info: x",
        "TE: trailers",
        "Trailer: X-Own",
        "Upgrade: h2c",
        "Transfer-Encoding: chunked",
        "Berth-Packet: x"
      })
  void whatEndsAtThisNode(String line) throws Exception {
    assertThat(carried("200 OK", line)).containsExactly("Via: 1.1 berth");
  }

  @Test
  void whatConnectionNamesIsDroppedUnlessItIsProtected() throws Exception {
    assertThat(
            carried(
                "200 OK",
                "Connection: x-one, Set-Cookie, keep-alive",
                "X-One: 1",
                "X-Two: 2",
                "Set-Cookie: a=b"))
        .containsExactly("X-Two: 2", "Set-Cookie: a=b", "Via: 1.1 berth");
  }

  @Test
  void everyLineStaysALineOfItsOwn() throws Exception {
    String[] lines = {
      "Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
      "Set-Cookie: __Host-b=\"2\"; Path=/; Secure",
      "Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
      "Vary: Cookie",
      "Vary: Accept",
      "ETag: \"strong\"",
      "Content-Encoding: gzip",
      "Cache-Control: no-store"
    };
    assertThat(carried("304 Not Modified", lines))
        .startsWith(lines)
        .endsWith("Via: 1.1 berth")
        .hasSize(lines.length + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http://10.0.0.7:8080/a?b#c | /a?b#c",
        "HTTPS://10.0.0.7:8080/a | /a",
        "http://10.0.0.7:8080 | /",
        "http://10.0.0.7:8080?q | /?q",
        "http://10.0.0.7:8080#f | /#f",
        "http://10.0.0.7:8080//evil.example/ | /.//evil.example/",
        "http://10.0.0.7:8080/\\evil.example/ | /./\\evil.example/",
        "http://10.0.0.7:8080/\t/evil.example/ | /./\t/evil.example/",
        "http://10.0.0.7:80801/a | http://10.0.0.7:80801/a",
        "http://10.0.0.7/a | http://10.0.0.7/a",
        "http://10.0.0.7:8080.evil.example/ | http://10.0.0.7:8080.evil.example/",
        "http://10.0.0.7:8080@evil.example/ | http://10.0.0.7:8080@evil.example/",
        "http://evil.example/?http://10.0.0.7:8080/ | http://evil.example/?http://10.0.0.7:8080/",
        "//10.0.0.7:8080/a | //10.0.0.7:8080/a",
        "ftp://10.0.0.7:8080/a | ftp://10.0.0.7:8080/a",
        "/a | /a",
        "a/b | a/b",
        "`` | ``"
      })
  void aLocationLosesTheNodesOwnAddressAndNothingElse(String said, String seen) throws Exception {
    assertThat(carried("302 Found", "Location: " + said)).contains("Location: " + seen);
    assertThat(carried("200 OK", "content-location: " + said))
        .contains("content-location: " + seen);
    assertThat(carried("200 OK", "X-Own: " + said)).contains("X-Own: " + said);
  }
}
