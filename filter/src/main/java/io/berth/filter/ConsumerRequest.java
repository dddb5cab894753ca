package io.berth.filter;

import io.berth.identifier.SessionIds;
import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Verdict;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;

/**
 * What Berth knows of the current request, as a request attribute: the truth that {@code
 * CurrentConsumer} is a view of (CONTAINERS 10). Used by the request's own threads only.
 */
public final class ConsumerRequest {
  /** The request attribute's name. */
  public static final String ATTRIBUTE = ConsumerRequest.class.getName();

  private final BerthContext berth;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Route route;
  private Verdict verdict;

  ConsumerRequest(
      BerthContext berth,
      HttpServletRequest request,
      HttpServletResponse response,
      Verdict verdict,
      Route route) {
    this.berth = berth;
    this.request = request;
    this.response = response;
    this.verdict = verdict;
    this.route = route;
  }

  /** What Berth knows of a request; empty when the filter has not seen it. */
  public static Optional<ConsumerRequest> of(ServletRequest request) {
    // Another application of this server, with classes of its own, may have left its own.
    return request.getAttribute(ATTRIBUTE) instanceof ConsumerRequest known
        ? Optional.of(known)
        : Optional.empty();
  }

  /**
   * The verdict when the request arrived or, after {@link #identify} and {@link #forget}, since
   * then.
   */
  public Verdict verdict() {
    return verdict;
  }

  /**
   * Where the request was sent and why: here, or to a path of this application that stands for
   * another manager.
   */
  public Route route() {
    return route;
  }

  /**
   * Tells a balancer in front that the consumer's home is here, if it is and the balancer does not
   * know.
   */
  void hint(Association association) {
    if (association.home().equals(berth.manager().name()) && berth.hint().isNews(request)) {
      addCookie(berth.hint().setCookie());
    }
  }

  /**
   * The client is this consumer from now on: sets the token cookie and, where the application's
   * session is tracked, binds the session. Call it before the response is committed.
   */
  public void identify(Association association) {
    verdict = berth.identifier().judge(association, berth.cluster().current());
    addCookie(berth.issuer().cookie(association));
    hint(association);
    HttpSession session = request.getSession(false);
    if (session != null && berth.tracksSessions()) {
      berth.mapping().bindSession(SessionIds.withoutRoute(session.getId()), association.consumer());
    }
  }

  /** The client is nobody from now on: clears the token cookie. */
  public void forget() {
    verdict = new Verdict.Anonymous();
    addCookie(berth.issuer().expiredCookie());
  }

  private void addCookie(String cookie) {
    response.addHeader("Set-Cookie", cookie);
    response.setHeader("Cache-Control", "no-store, private");
  }
}
