package io.berth.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How an answer leaves: never stored, never framed, nothing from elsewhere. */
final class Answer {
  private Answer() {}

  /** Whether the client wants JSON: by address, or by its Accept header. */
  static boolean wantsJson(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return request.getRequestURI().endsWith(".json")
        || (accept != null && accept.startsWith("application/json"));
  }

  static void json(HttpServletResponse response, int status, Map<String, Object> fields)
      throws IOException {
    write(response, status, "application/json", Json.object(fields));
  }

  static void html(HttpServletResponse response, int status, String page) throws IOException {
    write(response, status, "text/html", page);
  }

  static void redirect(HttpServletRequest request, HttpServletResponse response, String path) {
    move(response, HttpServletResponse.SC_SEE_OTHER, request.getContextPath() + path);
  }

  /** The same request once more, body included (RFC 9110, 15.4.8): the filter takes it home. */
  static void repeat(HttpServletRequest request, HttpServletResponse response) {
    move(response, HttpServletResponse.SC_TEMPORARY_REDIRECT, request.getRequestURI());
  }

  private static void move(HttpServletResponse response, int status, String location) {
    response.setStatus(status);
    response.setHeader("Location", location);
    response.setHeader("Cache-Control", "no-store");
  }

  private static void write(HttpServletResponse response, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(type + ";charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
