package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 counts its fields' bytes, so a value may be made of any (RFC 9113, 8.2.1). */
@Timeout(60)
final class Http2FieldsTest {
  private final RequestRules rules = new RequestRules();
  private final List<String> letIn = new CopyOnWriteArrayList<>();

  private void judge(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Refusal refusal = rules.check(request).orElse(null);
    if (refusal == null) {
      letIn.add(request.getRequestURI());
      response.getOutputStream().print("well");
    } else {
      refusal.answer(request, response);
    }
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void aControlCharacterIsLetInByNobody(Container container) throws Exception {
    int tried = 0;
    try (Front front = container.open(this::judge)) {
      for (String name : List.of("x-a", "cookie", "referer")) {
        for (char bad : "\u0000\u0001\r\n\u000b\u001f\u007f".toCharArray()) {
          ask(front.port(), "/bad/" + name + "/" + (int) bad, name, "a=b" + bad + "c");
          tried++;
        }
        String well = "/well/" + name;
        ask(front.port(), well, name, "a=b\tc");
        await().until(() -> letIn.contains(well));
      }
    }
    System.out.printf("%s: %d fields of HTTP/2 tried, let in: %s%n", container, tried, letIn);
    assertThat(letIn).allMatch(path -> path.startsWith("/well/"));
  }

  /** On a connection of its own, for some end the whole connection. */
  private static void ask(int port, String path, String name, String value) throws Exception {
    try (Http2Client client = new Http2Client(port)) {
      client.get(path, name, value);
      client.awaitFrame(Http2Client.DATA, Http2Client.RST_STREAM, Http2Client.GOAWAY);
    }
  }
}
