package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/**
 * Tells the node who the client is: X-Forwarded-* and Forwarded (RFC 7239). What a trusted proxy
 * said is kept and appended to; what anybody else said has been dropped.
 */
final class ForwardedHeaders {
  private final HttpServletRequest clientToNode;
  private final boolean trusted;
  private final String host;

  ForwardedHeaders(HttpServletRequest clientToNode, boolean trusted, String host) {
    this.clientToNode = clientToNode;
    this.trusted = trusted;
    this.host = host;
  }

  void write(HeadWriter head) throws RefusedException {
    String client = withoutZone(clientToNode.getRemoteAddr());
    String scheme = agreed("X-Forwarded-Proto", clientToNode.getScheme());
    String port = Integer.toString(clientToNode.getServerPort());
    head.line("X-Forwarded-For", appended("X-Forwarded-For", client));
    head.line("X-Forwarded-Proto", scheme);
    head.line("X-Forwarded-Host", agreed("X-Forwarded-Host", host));
    head.line("X-Forwarded-Port", agreed("X-Forwarded-Port", port));
    head.line("Forwarded", appended("Forwarded", element(client)));
  }

  private String element(String client) {
    String node = client.indexOf(':') < 0 ? client : "\"[" + client + "]\"";
    return "for=" + node + ";host=\"" + host + "\";proto=" + clientToNode.getScheme();
  }

  /** Every line of a list is one list. */
  private String appended(String name, String ours) {
    if (!trusted) {
      return ours;
    }
    StringBuilder list = new StringBuilder();
    Enumeration<String> values = clientToNode.getHeaders(name);
    while (values.hasMoreElements()) {
      list.append(values.nextElement()).append(", ");
    }
    return list.append(ours).toString();
  }

  /** Two values that differ are an attempt to be read twice in two ways. */
  private String agreed(String name, String ours) throws RefusedException {
    if (!trusted) {
      return ours;
    }
    String agreed = "";
    Enumeration<String> values = clientToNode.getHeaders(name);
    while (values.hasMoreElements()) {
      for (String value : values.nextElement().split(",", -1)) {
        String said = value.trim();
        if (!agreed.isEmpty() && !agreed.equalsIgnoreCase(said)) {
          throw new RefusedException(400, name + " says two things");
        }
        agreed = said;
      }
    }
    return agreed.isEmpty() ? ours : agreed;
  }

  private static String withoutZone(String address) {
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }
}
