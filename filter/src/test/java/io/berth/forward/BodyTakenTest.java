package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Node;
import io.berth.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A filter in front of ours touched the request's body: it is forwarded as it was meant, or
 * refused; never cut, never for ever.
 */
@Timeout(60)
final class BodyTakenTest {
  private static final String FORM = "a=1&b=x+y%26z&a=2&%C3%BC=%E2%82%AC&empty=";
  private static final String MULTIPART =
      "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"g\"\r\n\r\nhello\r\n--x--\r\n";

  /** What the earlier filter does. */
  enum Touch {
    PARAMETER {
      @Override
      void on(HttpServletRequest request) {
        request.getParameter("a");
      }
    },
    PARTS {
      @Override
      void on(HttpServletRequest request) throws Exception {
        request.getParts();
      }
    },
    ALL_OF_THE_STREAM {
      @Override
      void on(HttpServletRequest request) throws Exception {
        request.getInputStream().readAllBytes();
      }
    },
    A_PIECE_OF_THE_STREAM {
      @Override
      void on(HttpServletRequest request) throws Exception {
        request.getInputStream().readNBytes(5);
      }
    },
    STREAM_UNREAD {
      @Override
      void on(HttpServletRequest request) throws Exception {
        request.getInputStream();
      }
    },
    READER {
      @Override
      void on(HttpServletRequest request) throws Exception {
        request.getReader();
      }
    };

    abstract void on(HttpServletRequest request) throws Exception;
  }

  private enum Outlook {
    ARRIVES,
    REFUSED,
    /** The containers differ in what they read of it. */
    EITHER
  }

  private record Case(Touch touch, String method, String type, String body, Outlook outlook) {
    boolean mayHave(int status) {
      return status == 200 ? outlook != Outlook.REFUSED : outlook != Outlook.ARRIVES;
    }
  }

  private static final String URLENCODED = "application/x-www-form-urlencoded";
  private static final String UTF8 = URLENCODED + "; charset=UTF-8";

  private static final List<Case> CASES =
      List.of(
          new Case(Touch.PARAMETER, "POST", UTF8, FORM, Outlook.ARRIVES),
          new Case(Touch.PARAMETER, "POST", URLENCODED, "a=1&c=%C3%BC", Outlook.ARRIVES),
          new Case(Touch.PARAMETER, "PUT", UTF8, FORM, Outlook.ARRIVES),
          new Case(Touch.PARAMETER, "POST", UTF8, "big=" + "x".repeat(150_000), Outlook.ARRIVES),
          new Case(Touch.PARAMETER, "POST", "application/json", "{}", Outlook.ARRIVES),
          new Case(
              Touch.PARAMETER,
              "POST",
              "multipart/form-data; boundary=x",
              MULTIPART,
              Outlook.EITHER),
          new Case(
              Touch.PARTS, "POST", "multipart/form-data; boundary=x", MULTIPART, Outlook.REFUSED),
          new Case(Touch.ALL_OF_THE_STREAM, "POST", "text/plain", "hello", Outlook.REFUSED),
          new Case(Touch.ALL_OF_THE_STREAM, "POST", URLENCODED, FORM, Outlook.REFUSED),
          new Case(
              Touch.A_PIECE_OF_THE_STREAM, "POST", "text/plain", "hello world", Outlook.REFUSED),
          new Case(Touch.STREAM_UNREAD, "POST", "text/plain", "hello", Outlook.ARRIVES),
          new Case(Touch.READER, "POST", "text/plain", "hello", Outlook.REFUSED),
          new Case(Touch.READER, "GET", "", "", Outlook.ARRIVES));

  static Stream<Arguments> cases() {
    return Container.eachTwice(CASES);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itArrivesAsItWasMeantOrNotAtAll(Container container, Case what, boolean chunked)
      throws Exception {
    if (chunked && (what.body.isEmpty() || what.touch == Touch.A_PIECE_OF_THE_STREAM)) {
      return; // nothing to chunk; a missing piece of an unknown length cannot be told
    }
    try (RawNode node = new RawNode().answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Forwarder forwarder = new Forwarder(ForwardSettings.read(Settings.of(Map.of())))) {
      Node target = node.node();
      try (Front front =
              container.open(
                  (request, response) -> {
                    what.touch.on(request);
                    forwarder.forward(request, response, target, Map.of());
                  });
          RawClient client = new RawClient(front.port())) {
        client.send(bytes(what, chunked));
        int status = client.read().status();
        assertThat(status).isIn(200, 500).matches(what::mayHave);
        assertThat(node.requests).hasSize(status == 200 ? 1 : 0);
      }
      if (!node.requests.isEmpty()) {
        String request = node.requests.get(0);
        assertThat(request).contains(" /it?a=0&q=%20 HTTP/1.1\r\n");
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        assertThat(meaning(what, body)).isEqualTo(meaning(what, what.body));
      }
    }
  }

  private static String bytes(Case what, boolean chunked) {
    String head =
        what.method
            + " /it?a=0&q=%20 HTTP/1.1\r\nHost: h\r\n"
            + (what.type.isEmpty() ? "" : "Content-Type: " + what.type + "\r\n");
    if (what.body.isEmpty()) {
      return head + "\r\n";
    }
    String body = what.body;
    return chunked
        ? head
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(body.length())
            + "\r\n"
            + body
            + "\r\n0\r\n\r\n"
        : head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** A form by name, for its parameters may come in another order. */
  private static Object meaning(Case what, String body) {
    if (!what.type.startsWith(URLENCODED)) {
      return body;
    }
    return Stream.of(body.split("&", -1))
        .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
        .collect(Collectors.groupingBy(part -> part.substring(0, part.indexOf('='))));
  }
}
