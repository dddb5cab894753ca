package io.berth.forward;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;

/**
 * What a client is told when there is no answer of a node: the status in words. Never an address, a
 * cause or a stack trace; never to be stored.
 */
final class ErrorAnswer {
  private ErrorAnswer() {}

  /** Sets status and headers of a response not yet committed; returns the body to be written. */
  static byte[] prepare(HttpServletResponse response, int status) {
    byte[] body = (status + " " + words(status) + "\n").getBytes(StandardCharsets.US_ASCII);
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
      response.setHeader("Retry-After", "1");
    } else if (status == 429) {
      response.setHeader("Retry-After", "60");
    }
    response.setContentType("text/plain");
    response.setContentLength(body.length);
    return body;
  }

  private static String words(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 408 -> "Request Timeout";
      case 405 -> "Method Not Allowed";
      case 508 -> "Loop Detected";
      case 414 -> "URI Too Long";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Error";
    };
  }
}
