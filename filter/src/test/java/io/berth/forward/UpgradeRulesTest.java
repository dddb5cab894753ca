package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpgradeRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | HTTP/1.1 | Upgrade | websocket | '' | websocket",
        "GET | HTTP/1.1 | keep-alive, upgrade | WebSocket | 0 | WebSocket",
        "GET | HTTP/1.1 | Upgrade | chat/2 | '' | chat/2",
        "GET | HTTP/1.1 | Upgrade | h2c | '' | ''",
        "GET | HTTP/1.1 | Upgrade | H2C | '' | ''",
        "GET | HTTP/1.1 | Upgrade | HTTP/2.0 | '' | ''",
        "GET | HTTP/1.1 | Upgrade | TLS/1.2 | '' | ''",
        "GET | HTTP/1.1 | Upgrade | websocket, chat | '' | ''",
        "GET | HTTP/1.1 | keep-alive | websocket | '' | ''",
        "GET | HTTP/1.0 | Upgrade | websocket | '' | ''",
        "GET | HTTP/2.0 | Upgrade | websocket | '' | ''",
        "GET | HTTP/1.1 | Upgrade | websocket | 1 | ''",
        "POST | HTTP/1.1 | Upgrade | websocket | 0 | ''",
      })
  void onlyAWebSocketOrItsLikeWithoutABodyIsSwitchedTo(
      String method, String protocol, String connection, String asked, String length, String to) {
    FakeRequest request =
        new FakeRequest()
            .method(method)
            .protocol(protocol)
            .header("Connection", connection)
            .header("Upgrade", asked);
    if (!length.isEmpty()) {
      request.header("Content-Length", length);
    }
    assertThat(UpgradeRules.protocol(request.get(), Nominated.none().and(connection)))
        .isEqualTo(to);
  }
}
