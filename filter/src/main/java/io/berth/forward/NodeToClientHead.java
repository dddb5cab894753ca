package io.berth.forward;

import io.berth.model.Node;
import jakarta.servlet.http.HttpServletResponse;
import org.jboss.logging.Logger;

/** Hands the head of a node's answer to the container, which frames it anew. */
final class NodeToClientHead {
  private static final Logger LOG = Logger.getLogger(NodeToClientHead.class);

  private NodeToClientHead() {}

  /**
   * @param node who said it
   */
  static void write(ResponseHead head, HttpServletResponse response, Node node, String pseudonym) {
    response.setStatus(head.status());
    HeaderLines lines = head.lines();
    for (int i = 0; i < lines.size(); i++) {
      add(head, lines.name(i), lines.value(i), response, node);
    }
    response.addHeader("Via", "1.1 " + pseudonym);
    if (head.length() >= 0) {
      response.setContentLengthLong(head.length());
    }
  }

  private static void add(
      ResponseHead head, String name, String value, HttpServletResponse response, Node node) {
    HeaderKind kind = HeaderNames.kind(name);
    if (!isCarried(kind) || isErased(head, kind, name)) {
      return;
    }
    if (name.equalsIgnoreCase("Content-Type")) {
      response.setContentType(value);
    } else if (OwnLocation.isLocation(name)) {
      response.addHeader(name, OwnLocation.hide(value, node.address().getRawAuthority()));
    } else {
      response.addHeader(name, value);
    }
  }

  private static boolean isCarried(HeaderKind kind) {
    return !kind.isHopByHop() && kind != HeaderKind.CONTENT_LENGTH && kind != HeaderKind.PACKET;
  }

  private static boolean isErased(ResponseHead head, HeaderKind kind, String name) {
    boolean nominated = head.isNominated(name);
    if (nominated && kind.mayNotBeNominated()) {
      LOG.warnf("BERTH-210 a node's Connection header names %s, which is kept", name);
      return false;
    }
    return nominated;
  }
}
