package io.berth.filter;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The answers that Berth itself gives instead of the application. They name no node, address or
 * consumer.
 */
final class Refusals {
  private static final int MISDIRECTED_REQUEST = 421;
  private static final int LOOP_DETECTED = 508;
  private static final String RETRY_AFTER_SECONDS = "2";

  private Refusals() {}

  /** Nobody who may answer is there (RFC 9110, 15.6.4). */
  static void unavailable(HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    answer(
        response,
        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
        "Your data is being brought here. Try again in a moment.");
  }

  /** Another node sent the request to a node that may not answer it (RFC 9110, 15.5.20). */
  static void misdirected(HttpServletResponse response, Optional<String> packet)
      throws IOException {
    packet.ifPresent(text -> response.setHeader(Packets.HEADER, text));
    answer(response, MISDIRECTED_REQUEST, "This request belongs elsewhere.");
  }

  /** What this node sent out came back to it (RFC 5842, 7.2). */
  static void loop(HttpServletResponse response) throws IOException {
    answer(response, LOOP_DETECTED, "This request came back to where it had been.");
  }

  private static void answer(HttpServletResponse response, int status, String text)
      throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("text/plain;charset=utf-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
