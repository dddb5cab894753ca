package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Why a request is not let in.
 *
 * @param status 4xx or 5xx for the client
 * @param reason for the log; names the rule, never a value the client sent
 */
public record Refusal(int status, String reason) {

  /**
   * Answers the client with the status, no detail and nothing to store, and ends its connection:
   * who broke one rule of framing may have broken others.
   *
   * @throws IOException when the client is gone
   */
  public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] body = ErrorAnswer.prepare(response, status);
    if (request.getProtocol().startsWith("HTTP/1.")) {
      response.setHeader("Connection", "close");
    }
    response.getOutputStream().write(body);
  }
}
