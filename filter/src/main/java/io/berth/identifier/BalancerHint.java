package io.berth.identifier;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * A plain cookie by which a balancer can send a consumer's next request straight to its home, so
 * that forwarding fades out by itself. An optimisation and never a need: nobody trusts it, and a
 * wrong one costs one forward.
 *
 * @param cookie the cookie's name
 * @param alias what the balancer calls this node: opaque, chosen by the operator; empty for no hint
 * @param secure whether the cookie is only sent over TLS
 */
public record BalancerHint(String cookie, String alias, boolean secure) {
  public static final Setting<String> COOKIE =
      Setting.parsed(
          "berth.balancer.cookie",
          "1 to 64 letters, digits, - or _",
          "berth-node",
          text -> word(text, "[A-Za-z0-9_-]", "letters, digits, - or _"),
          "The cookie that tells a balancer where the consumer's home is.");
  public static final Setting<String> ALIAS =
      Setting.parsed(
          "berth.balancer.alias",
          "up to 64 letters, digits, -, _ or .",
          "",
          text ->
              text.isEmpty() ? text : word(text, "[A-Za-z0-9_.-]", "letters, digits, -, _ or ."),
          "What the balancer calls this node; opaque, never its name or address; empty for no hint. Apache httpd wants a dot in front.");
  public static final List<Setting<?>> ALL = List.of(COOKIE, ALIAS);

  public static BalancerHint read(Settings settings) {
    return new BalancerHint(
        settings.get(COOKIE), settings.get(ALIAS), settings.get(TokenSettings.SECURE));
  }

  /** Whether the client should be told, for it does not point here yet. */
  public boolean isNews(HttpServletRequest request) {
    return !alias.isEmpty()
        && !List.of(alias).equals(Cookies.values(request.getHeaders("Cookie"), cookie));
  }

  /** A whole {@code Set-Cookie} value (RFC 6265, 4.1); it lives as long as the browser runs. */
  public String setCookie() {
    return cookie + "=" + alias + "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
  }

  private static String word(String text, String characters, String inWords) {
    if (!text.matches(characters + "{1,64}")) {
      throw new IllegalArgumentException("expected 1 to 64 " + inWords);
    }
    return text;
  }
}
