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
 * CurrentConsumer} is a view of. Used by the request's own threads only.
 */
public final class ConsumerRequest {
  /** The request attribute's name. */
  public static final String ATTRIBUTE = ConsumerRequest.class.getName();

  private final BerthContext berth;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Route route;
  private Verdict verdict;
  private Optional<Boolean> marked = Optional.empty();

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
   * The application says that this request has changed the consumer's data, whatever its method:
   * the version goes up when the request ends, and every other manager leaves the holders until it
   * has the change.
   *
   * @throws IllegalStateException when the request is nobody's, or the consumer's home is not here
   */
  public void wrote() {
    if (!isHome()) {
      throw new IllegalStateException(
          "manager '"
              + berth.manager().name()
              + "' is not the home of this request's consumer, so nothing may be written here;"
              + " mark the path in "
              + FilterSettings.WRITING.name());
    }
    marked = Optional.of(true);
  }

  /** The application says that this request has changed nothing, whatever its method. */
  public void onlyRead() {
    marked = Optional.of(false);
  }

  /** What the application said of this request, if it did. */
  Optional<Boolean> marked() {
    return marked;
  }

  boolean isHome() {
    return verdict.known().filter(each -> each.home().equals(berth.manager().name())).isPresent();
  }

  /**
   * An address that names this request's consumer to whatever device opens it, within {@code
   * berth.link.lifetime}: for a confirmation mail, for example. It signs nobody in.
   *
   * @throws IllegalStateException when the request is nobody's, or there are no links
   */
  public String link(String address) {
    return berth.link(
        address,
        verdict.known().orElseThrow(() -> new IllegalStateException("the request is nobody's")));
  }

  /**
   * Tells a balancer in front that the consumer's home is here, if it is and the balancer does not
   * know.
   */
  void hint(Association association) {
    if (isHintNews(association)) {
      addCookie(berth.hint().setCookie());
    }
  }

  boolean isHintNews(Association association) {
    return association.home().equals(berth.manager().name()) && berth.hint().isNews(request);
  }

  /**
   * The client is this consumer from now on: sets the token, in a cookie or, for clients that come
   * with the token's header, in that; and, where the application's session is tracked, binds the
   * session. Call it before the response is committed.
   */
  public void identify(Association association) {
    verdict = berth.identifier().judge(association, berth.cluster().current());
    give(association);
    hint(association);
    HttpSession session = request.getSession(false);
    if (session != null && berth.tracksSessions()) {
      berth.mapping().bindSession(SessionIds.withoutRoute(session.getId()), association.consumer());
    }
  }

  /**
   * Gives the client the token of a record.
   *
   * @return false when it is too late, so that the client gets it next time
   */
  boolean give(Association association) {
    String header = berth.tokens().header();
    return request.getHeader(header) == null
        ? carry(TokenResponse.COOKIE, berth.issuer().cookie(association))
        : carry(header, berth.issuer().token(association));
  }

  /** The client is nobody from now on: clears the token. */
  public void forget() {
    verdict = new Verdict.Anonymous();
    String header = berth.tokens().header();
    if (request.getHeader(header) == null) {
      carry(TokenResponse.COOKIE, berth.issuer().expiredCookie());
    } else {
      carry(header, "");
    }
  }

  private boolean carry(String header, String text) {
    if (response instanceof TokenResponse waiting) {
      return waiting.carry(header, text);
    }
    if (response.isCommitted()) {
      return false;
    }
    if (header.equals(TokenResponse.COOKIE)) {
      addCookie(text);
    } else {
      response.setHeader(header, text);
      response.setHeader("Cache-Control", TokenResponse.CACHING);
    }
    return true;
  }

  private void addCookie(String line) {
    if (response instanceof TokenResponse waiting) {
      waiting.addCookie(line);
    } else {
      response.addHeader(TokenResponse.COOKIE, line);
      response.setHeader("Cache-Control", TokenResponse.CACHING);
    }
  }
}
