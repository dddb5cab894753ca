package io.berth.filter;

import io.berth.model.Verdict;
import io.berth.model.View;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Links that carry the token in a query parameter, for a confirmation that is opened on another
 * device: the token is exchanged for a cookie, and the same address is asked for without it.
 */
final class Links {
  private final BerthContext berth;
  private final String parameter;

  /**
   * @param parameter empty for no links
   */
  Links(BerthContext berth, String parameter) {
    this.berth = berth;
    this.parameter = parameter;
  }

  /** The address with a parameter more, in front of its fragment. */
  static String with(String address, String parameter, String token) {
    int hash = address.indexOf('#');
    String fragment = hash < 0 ? "" : address.substring(hash);
    String rest = hash < 0 ? address : address.substring(0, hash);
    return rest + (rest.contains("?") ? "&" : "?") + parameter + "=" + token + fragment;
  }

  /**
   * Answers a request for a link, whether its token counts or not: an address with a token in it is
   * not left in history, in logs of others or in Referer headers. Who has a token already keeps it,
   * so that nobody can be made somebody else by a link.
   *
   * @return whether the request has been answered
   */
  boolean exchange(
      HttpServletRequest request, HttpServletResponse response, Verdict verdict, View view) {
    String query = request.getQueryString();
    if (query == null || parameter.isEmpty() || !query.contains(parameter) || !isLink(request)) {
      return false;
    }
    String token = value(query);
    if (token == null) {
      return false;
    }
    if (verdict instanceof Verdict.Anonymous) {
      berth
          .identifier()
          .fromLink(token, view)
          .known()
          .ifPresent(each -> response.addHeader("Set-Cookie", berth.issuer().cookie(each)));
    }
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", request.getRequestURI() + without(query));
    response.setHeader("Cache-Control", "no-store, private");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setContentLength(0);
    return true;
  }

  /** A path of two slashes would lead the redirect to another host. */
  private static boolean isLink(HttpServletRequest request) {
    return (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
        && !request.getRequestURI().startsWith("//");
  }

  private @Nullable String value(String query) {
    for (String pair : query.split("&", -1)) {
      if (isOurs(pair)) {
        return pair.substring(parameter.length() + 1);
      }
    }
    return null;
  }

  private String without(String query) {
    String rest =
        Arrays.stream(query.split("&", -1))
            .filter(pair -> !isOurs(pair))
            .collect(Collectors.joining("&"));
    return rest.isEmpty() ? "" : "?" + rest;
  }

  private boolean isOurs(String pair) {
    return pair.startsWith(parameter) && pair.startsWith("=", parameter.length());
  }
}
