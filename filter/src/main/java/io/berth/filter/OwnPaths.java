package io.berth.filter;

import io.berth.packet.BusySiteException;
import io.berth.packet.RefusedPacketException;
import io.berth.packet.Sites;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/**
 * The paths of the web application that Berth answers itself, whatever the application has there:
 * where packets of other sites are taken, if anywhere, and this node's self-test.
 */
final class OwnPaths {
  /** Answered to this very run of this node and to nobody else. */
  static final String SELF_TEST = "/.berth/self-test";

  private static final String RETRY_AFTER_SECONDS = "2";

  private final String packets;
  private final Sites sites;

  /**
   * @param packets where packets are taken; empty for nowhere
   */
  OwnPaths(String packets, Sites sites) {
    this.packets = packets;
    this.sites = sites;
  }

  /**
   * @param path below the context
   * @return whether the request was one for Berth, and is answered
   */
  boolean answer(
      String path, Hop.From sender, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!packets.isEmpty() && path.equals(packets)) {
      take(request, response);
    } else if (sender == Hop.From.SELF && path.equals(SELF_TEST)) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else {
      return false;
    }
    return true;
  }

  private void take(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    String type = request.getContentType();
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(Sites.MEDIA_TYPE)) {
      response.setStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
    } else if (Sites.isTooLarge(request.getContentLengthLong())) {
      sites.refuseUnread(request.getRemoteAddr());
      response.setHeader("Connection", "close");
      response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
    } else {
      converse(request, response);
    }
  }

  /** Who is refused learns nothing but that. */
  private void converse(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(Sites.MEDIA_TYPE);
    try {
      boolean answered =
          sites.receive(
              request.getInputStream(),
              request.getRemoteAddr(),
              bytes -> response.getOutputStream().write(bytes));
      if (!answered) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      }
    } catch (RefusedPacketException e) {
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    } catch (BusySiteException e) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
  }
}
