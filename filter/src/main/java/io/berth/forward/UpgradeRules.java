package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/**
 * Which requests may switch protocols (RFC 9110, 7.8): the containers' {@code upgrade()} refuses
 * neither a body nor an old version, and a second HTTP inside the tunnel would pass every rule
 * there is.
 */
final class UpgradeRules {
  private UpgradeRules() {}

  /** The one protocol that is asked for; empty when the request is an ordinary one. */
  static String protocol(HttpServletRequest request, Nominated nominated) {
    Enumeration<String> values = request.getHeaders("Upgrade");
    if (!values.hasMoreElements()) {
      return "";
    }
    String protocol = values.nextElement();
    boolean asked =
        !values.hasMoreElements()
            && nominated.has("upgrade")
            && "GET".equals(request.getMethod())
            && "HTTP/1.1".equals(request.getProtocol())
            && request.getHeader("Transfer-Encoding") == null
            && hasNoBody(request);
    return asked && isForwarded(protocol) ? protocol : "";
  }

  private static boolean hasNoBody(HttpServletRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null || "0".equals(length);
  }

  private static boolean isForwarded(String protocol) {
    int slash = protocol.indexOf('/');
    String name = HttpText.lowerCase(slash < 0 ? protocol : protocol.substring(0, slash));
    boolean http = name.equals("h2c") || name.equals("h2") || name.equals("http");
    return HttpText.isToken(name) && !http && !name.equals("tls");
  }
}
