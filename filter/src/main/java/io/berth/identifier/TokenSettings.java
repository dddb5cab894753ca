package io.berth.identifier;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How the client carries the token.
 *
 * @param keys the key ring
 * @param cookie the cookie's full name
 * @param secure whether the cookie is only sent over TLS
 * @param lifetime how long a token is accepted and a cookie kept: one setting for both (LESSONS 33)
 * @param header the request header for clients without cookies
 * @param sessionCookie an existing session cookie that also names the consumer; empty for none
 */
public record TokenSettings(
    KeyRing keys,
    String cookie,
    boolean secure,
    Duration lifetime,
    String header,
    String sessionCookie) {
  public static final Setting<KeyRing> KEYS =
      Setting.parsed(
          "berth.keys",
          "ID:SECRET,... or development",
          null,
          KeyRing::parse,
          "The keys that seal tokens, ID:SECRET with 32 bytes as base64url; the first seals, all open."
              + " 'development' asks for a well-known key.");
  public static final Setting<String> COOKIE =
      Setting.parsed(
          "berth.cookie.name",
          "1 to 64 letters, digits, - or _",
          "berth",
          TokenSettings::cookieName,
          "The token cookie's name; with berth.cookie.secure it is prefixed with __Host-.");
  public static final Setting<Boolean> SECURE =
      Setting.flag("berth.cookie.secure", true, "Whether the token cookie is sent over TLS only.");
  public static final Setting<Duration> LIFETIME =
      Setting.seconds(
          "berth.token.lifetime",
          30L * 24 * 3600,
          60,
          400L * 24 * 3600,
          "How long a token is accepted and its cookie kept.");
  public static final Setting<String> HEADER =
      Setting.parsed(
          "berth.token.header",
          "1 to 64 letters, digits, - or _",
          "Berth-Token",
          TokenSettings::cookieName,
          "The request header that carries the token of clients without cookies.");
  public static final Setting<String> SESSION_COOKIE =
      Setting.parsed(
          "berth.session-cookie",
          "1 to 64 letters, digits, - or _, or empty",
          "",
          TokenSettings::cookieName,
          "An existing session cookie, such as JSESSIONID, that also names the consumer; empty for none.");
  public static final List<Setting<?>> ALL =
      List.of(KEYS, COOKIE, SECURE, LIFETIME, HEADER, SESSION_COOKIE);

  public static TokenSettings read(Settings settings) {
    boolean secure = settings.get(SECURE);
    return new TokenSettings(
        settings.require(KEYS, KeyRing.parse(KeyRing.DEVELOPMENT)),
        (secure ? "__Host-" : "") + settings.get(COOKIE),
        secure,
        settings.get(LIFETIME),
        settings.get(HEADER),
        settings.get(SESSION_COOKIE));
  }

  private static String cookieName(String text) {
    if (!text.matches("[A-Za-z0-9_-]{0,64}")) {
      throw new IllegalArgumentException("expected up to 64 letters, digits, - or _");
    }
    return text;
  }
}
