package io.berth.server;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Somebody with a browser: keeps cookies, follows nothing by itself. Speaks HTTP over a bare
 * socket, so that it can also send what no browser would.
 */
final class Visitor {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI base;
  private final Map<String, String> cookies = new TreeMap<>();

  /**
   * @param base the application's address, with a slash at its end
   */
  Visitor(URL base) {
    this.base = URI.create(base.toString());
  }

  Reply get(String path) throws IOException {
    return keep(send("GET", path, "", cookieHeader(cookies)));
  }

  Reply post(String path, Map<String, String> form) throws IOException {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return keep(send("POST", path, body, cookieHeader(cookies)));
  }

  /**
   * One request with exactly these header lines; each ends with CR LF. What comes back is not kept.
   */
  Reply getWith(String path, String headerLines) throws IOException {
    return send("GET", path, "", headerLines);
  }

  Map<String, String> cookies() {
    return cookies;
  }

  static String cookieHeader(Map<String, String> cookies) {
    return cookies.isEmpty()
        ? ""
        : cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; ", "Cookie: ", "\r\n"));
  }

  private Reply send(String method, String path, String body, String headerLines)
      throws IOException {
    String request =
        method
            + " "
            + base.getPath()
            + path
            + " HTTP/1.1\r\nHost: "
            + base.getAuthority()
            + "\r\nConnection: close\r\n"
            + headerLines
            + (body.isEmpty() ? "" : "Content-Type: application/x-www-form-urlencoded\r\n")
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = socket.getInputStream().readAllBytes();
      return Reply.parse(new String(answer, StandardCharsets.ISO_8859_1));
    }
  }

  private Reply keep(Reply reply) {
    for (String line : reply.all("Set-Cookie")) {
      String[] cookie = line.split(";", 2)[0].split("=", 2);
      if (cookie[1].isEmpty()) {
        cookies.remove(cookie[0]);
      } else {
        cookies.put(cookie[0], cookie[1]);
      }
    }
    return reply;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
