package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The head of the request as the node gets it: rebuilt from parsed parts, framing left out until it
 * is known. Written on the container's thread, before anything asynchronous begins.
 */
final class ClientToNodeHead {
  private final HeadWriter head = new HeadWriter();
  private final HttpServletRequest clientToNode;
  private final Map<String, String> ours;
  private final boolean trusted;
  private final String upgrade;
  private final List<String> trailers;
  private Nominated nominated = Nominated.none();

  /**
   * @throws RefusedException when a header cannot be carried
   */
  ClientToNodeHead(
      HttpServletRequest clientToNode, Map<String, String> ours, ForwardSettings settings)
      throws RefusedException {
    this.clientToNode = clientToNode;
    this.ours = ours;
    this.trusted = settings.trustedPeers().contains(clientToNode.getRemoteAddr());
    String host = host();
    writeLine();
    head.line("Host", host);
    findNominated();
    upgrade = UpgradeRules.protocol(clientToNode, nominated);
    writeHeaders();
    trailers = settings.trailers().announced(Collections.list(headers("Trailer")));
    if (upgrade.isEmpty() && acceptsTrailers()) {
      head.line("Connection", "TE").line("TE", "trailers");
    }
    if (!upgrade.isEmpty()) {
      head.line("Connection", "Upgrade").line("Upgrade", upgrade);
    }
    new ForwardedHeaders(clientToNode, trusted, host).write(head);
    head.line("Via", via(settings.pseudonym()));
    for (Map.Entry<String, String> own : ours.entrySet()) {
      head.line(own.getKey(), own.getValue());
    }
  }

  boolean isHead() {
    return "HEAD".equals(clientToNode.getMethod());
  }

  /** The protocol the client asks to switch to; empty for none. */
  String upgrade() {
    return upgrade;
  }

  /** Whether a second execution would do no more than the first (RFC 9110, 9.2.2). */
  boolean isIdempotent() {
    return switch (clientToNode.getMethod()) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  ByteBuffer endWithoutBody() {
    return head.text("\r\n").toBuffer();
  }

  ByteBuffer endWithLength(long length) {
    return head.text("Content-Length: ").text(Long.toString(length)).text("\r\n\r\n").toBuffer();
  }

  /** Whether fields may come behind the body; then it has to be sent in chunks. */
  boolean announcesTrailers() {
    return !trailers.isEmpty();
  }

  ByteBuffer endWithChunks() {
    for (int i = 0; i < trailers.size(); i++) {
      head.text(i == 0 ? "Trailer: " : ", ").text(trailers.get(i));
    }
    return head.text(trailers.isEmpty() ? "" : "\r\n")
        .text("Transfer-Encoding: chunked\r\n\r\n")
        .toBuffer();
  }

  /** The end of a chunked body, once the client has sent all of it. */
  byte[] lastChunk() {
    HeadWriter end = new HeadWriter().text("0\r\n");
    if (announcesTrailers() && clientToNode.isTrailerFieldsReady()) {
      Map<String, String> sent =
          new TreeMap<>(String.CASE_INSENSITIVE_ORDER); // Tomcat keeps the case
      sent.putAll(clientToNode.getTrailerFields());
      for (String name : trailers) {
        String value = sent.get(name);
        if (value != null && HttpText.isValue(value)) {
          end.text(name).text(": ").text(value).text("\r\n");
        }
      }
    }
    return end.text("\r\n").toBytes();
  }

  private Enumeration<String> headers(String name) {
    return clientToNode.getHeaders(name);
  }

  private boolean acceptsTrailers() {
    Enumeration<String> values = headers("TE");
    while (values.hasMoreElements()) {
      if (values.nextElement().equalsIgnoreCase("trailers")) {
        return true;
      }
    }
    return false;
  }

  private String host() throws RefusedException {
    String host = clientToNode.getHeader("Host");
    if (host == null || host.isEmpty()) {
      host = clientToNode.getServerName() + ":" + clientToNode.getServerPort();
    }
    if (!HostRules.isValid(host)) {
      throw new RefusedException(400, "the Host header is wrong");
    }
    return host;
  }

  private void writeLine() throws RefusedException {
    String path = clientToNode.getRequestURI();
    String query = clientToNode.getQueryString();
    boolean target = (path.startsWith("/") || path.equals("*")) && PathRules.isSafeQuery(path);
    boolean whole = target && (query == null || PathRules.isSafeQuery(query));
    if (!whole || !HttpText.isToken(clientToNode.getMethod())) {
      throw new RefusedException(400, "a request line that cannot be written");
    }
    head.text(clientToNode.getMethod()).text(" ").text(path);
    if (query != null) {
      head.text("?").text(query);
    }
    head.text(" HTTP/1.1\r\n");
  }

  private void findNominated() throws RefusedException {
    Enumeration<String> values = clientToNode.getHeaders("Connection");
    while (values.hasMoreElements()) {
      String value = values.nextElement();
      Nominated.check(value);
      nominated = nominated.and(value);
    }
  }

  private void writeHeaders() throws RefusedException {
    Enumeration<String> names = clientToNode.getHeaderNames();
    while (names.hasMoreElements()) {
      String name = names.nextElement();
      HeaderKind kind = HeaderNames.kind(name);
      if (kind == HeaderKind.COOKIE) {
        head.line(name, joined(name));
      } else if (isCarried(kind, name)) {
        Enumeration<String> values = clientToNode.getHeaders(name);
        while (values.hasMoreElements()) {
          String value = values.nextElement();
          head.line(name, name.equalsIgnoreCase(MaxForwards.NAME) ? fewer(value) : value);
        }
      }
    }
  }

  private String fewer(String value) throws RefusedException {
    return MaxForwards.next(clientToNode, value);
  }

  private boolean isCarried(HeaderKind kind, String name) {
    boolean passes =
        switch (kind) {
          case PLAIN, PROTECTED, COOKIE -> true;
          case X_FORWARDED -> trusted && !isWrittenAnew(name);
          default -> false;
        };
    return passes && !nominated.has(name) && !isOurs(name);
  }

  private static boolean isWrittenAnew(String name) {
    return name.equalsIgnoreCase("X-Forwarded-For")
        || name.equalsIgnoreCase("X-Forwarded-Proto")
        || name.equalsIgnoreCase("X-Forwarded-Host")
        || name.equalsIgnoreCase("X-Forwarded-Port");
  }

  private boolean isOurs(String name) {
    for (String own : ours.keySet()) {
      if (own.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private String joined(String name) {
    Enumeration<String> values = clientToNode.getHeaders(name);
    String joined = values.nextElement();
    while (values.hasMoreElements()) {
      joined = joined + "; " + values.nextElement();
    }
    return joined;
  }

  private String via(String pseudonym) {
    String received = clientToNode.getProtocol();
    String version = received.startsWith("HTTP/") ? received.substring(5) : received;
    String ours = version + " " + pseudonym;
    String before = trusted ? clientToNode.getHeader("Via") : null;
    return before == null ? ours : before + ", " + ours;
  }
}
