package io.berth.forward;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * What there is of the client's body.
 *
 * @param isPresent whether it is to be read from the container
 * @param declared the Content-Length; -1 when there is none
 * @param rebuilt the body made anew out of the parameters, when somebody has read the form before;
 *     empty otherwise
 */
record RequestBody(boolean isPresent, long declared, byte[] rebuilt) {
  private static final Logger LOG = Logger.getLogger(RequestBody.class);
  private static final byte[] NOTHING = new byte[0];

  /**
   * @throws RefusedException when somebody has read the body and nothing brings it back
   */
  static RequestBody of(HttpServletRequest clientToNode) throws IOException, RefusedException {
    long declared = clientToNode.getContentLengthLong();
    boolean framed = declared > 0 || (declared < 0 && isChunked(clientToNode));
    if (framed && isTaken(clientToNode)) {
      byte[] rebuilt = rebuilt(clientToNode);
      return new RequestBody(false, rebuilt.length, rebuilt);
    }
    boolean open = declared < 0 && !framed && isOpenStream(clientToNode);
    return new RequestBody(framed || open, declared, NOTHING);
  }

  /** Whether somebody before us has read it; asked before anything is read here. */
  private static boolean isTaken(HttpServletRequest clientToNode)
      throws IOException, RefusedException {
    ServletRequest own = ContainerAdapter.unwrapped(clientToNode);
    if (ContainerAdapter.of(own).hasReadForm(own)) {
      return true;
    }
    try {
      ServletInputStream in = clientToNode.getInputStream();
      return in.isFinished();
    } catch (IllegalStateException e) {
      throw refused("getReader() was called");
    }
  }

  private static byte[] rebuilt(HttpServletRequest clientToNode) throws RefusedException {
    byte[] form = ReadForm.isForm(clientToNode) ? ReadForm.again(clientToNode) : NOTHING;
    if (form.length == 0) {
      throw refused("it was read, and it is no form that can be made anew");
    }
    return form;
  }

  private static RefusedException refused(String how) {
    warn(how);
    return new RefusedException(500, "the body is gone");
  }

  /** Says what to do about it. */
  static void warn(String how) {
    LOG.errorf(
        "BERTH-222 a request cannot be forwarded, for its body was touched before Berth saw it (%s);"
            + " register Berth's filter in front of whatever asks for parameters, parts or the body",
        how);
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
