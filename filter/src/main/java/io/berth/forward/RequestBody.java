package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** What the container says of the client's body, nothing of it read. */
record RequestBody(boolean isPresent, long declared) {

  static RequestBody of(HttpServletRequest clientToNode) throws IOException {
    long declared = clientToNode.getContentLengthLong();
    boolean unknown = declared < 0 && (isChunked(clientToNode) || isOpenStream(clientToNode));
    return new RequestBody(declared > 0 || unknown, declared);
  }

  private static boolean isChunked(HttpServletRequest clientToNode) {
    return clientToNode.getHeader("Transfer-Encoding") != null;
  }

  /** HTTP/2 needs neither header: whether there is a body shows when it is read. */
  private static boolean isOpenStream(HttpServletRequest clientToNode) throws IOException {
    return !clientToNode.getProtocol().startsWith("HTTP/1.")
        && !clientToNode.getInputStream().isFinished();
  }
}
