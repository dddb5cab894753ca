package io.berth.identifier;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the client carries the token.
 *
 * @param keys the key ring at the start
 * @param keyFile where it can be read again
 * @param cookie the cookie's full name
 * @param secure whether the cookie is only sent over TLS
 * @param lifetime how long a token is accepted and a cookie kept: one setting for both (LESSONS 33)
 * @param header the request header for clients without cookies
 * @param linkLifetime how long a link may be exchanged for a cookie
 * @param linkParameter the query parameter of such links; empty for none
 * @param sessionCookie an existing session cookie that also names the consumer; empty for none
 */
public record TokenSettings(
    KeyRing keys,
    Optional<KeyFile> keyFile,
    String cookie,
    boolean secure,
    Duration lifetime,
    String header,
    Duration linkLifetime,
    String linkParameter,
    String sessionCookie) {
  public static final Setting<KeyRing> KEYS =
      Setting.parsed(
          "berth.keys",
          "ID:SECRET,... or development",
          null,
          KeyRing::parse,
          "The keys that seal tokens, ID:SECRET with 32 bytes as base64url; the first seals, all open."
              + " 'development' asks for a well-known key.");
  public static final Setting<String> KEY_FILE =
      Setting.text(
          "berth.keys.file",
          "",
          "A file with the keys, ID:SECRET one a line, instead of berth.keys; it can be read again while the node runs.");
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
          "The header that carries the token of clients without cookies, in requests and answers.");
  public static final Setting<Duration> LINK_LIFETIME =
      Setting.seconds(
          "berth.link.lifetime",
          24L * 3600,
          60,
          30L * 24 * 3600,
          "How long the token in a link may be exchanged for a cookie.");
  public static final Setting<String> LINK_PARAMETER =
      Setting.parsed(
          "berth.link.parameter",
          "1 to 64 letters, digits, - or _, or empty",
          "berth-link",
          TokenSettings::cookieName,
          "The query parameter that carries the token of a link; empty for no links.");
  public static final Setting<String> SESSION_COOKIE =
      Setting.parsed(
          "berth.session-cookie",
          "1 to 64 letters, digits, - or _, or empty",
          "",
          TokenSettings::cookieName,
          "An existing session cookie, such as JSESSIONID, that also names the consumer; empty for none.");
  public static final List<Setting<?>> ALL =
      List.of(
          KEYS,
          KEY_FILE,
          COOKIE,
          SECURE,
          LIFETIME,
          HEADER,
          LINK_LIFETIME,
          LINK_PARAMETER,
          SESSION_COOKIE);

  public static TokenSettings read(Settings settings) {
    boolean secure = settings.get(SECURE);
    Optional<KeyFile> file =
        settings.isSet(KEY_FILE)
            ? Optional.of(new KeyFile(Path.of(settings.get(KEY_FILE))))
            : Optional.empty();
    return new TokenSettings(
        file.map(each -> keys(settings, each))
            .orElseGet(() -> settings.require(KEYS, KeyRing.parse(KeyRing.DEVELOPMENT))),
        file,
        (secure ? "__Host-" : "") + settings.get(COOKIE),
        secure,
        settings.get(LIFETIME),
        settings.get(HEADER),
        settings.get(LINK_LIFETIME),
        settings.get(LINK_PARAMETER),
        settings.get(SESSION_COOKIE));
  }

  private static KeyRing keys(Settings settings, KeyFile file) {
    if (settings.isSet(KEYS)) {
      settings.problem(KEYS.name() + " and " + KEY_FILE.name() + " are both set: keep one of them");
    }
    try {
      return file.read();
    } catch (IOException | IllegalArgumentException e) {
      settings.problem(KEY_FILE.name() + " = '" + file.path() + "': " + e.getMessage());
      return KeyRing.parse(KeyRing.DEVELOPMENT);
    }
  }

  private static String cookieName(String text) {
    if (!text.matches("[A-Za-z0-9_-]{0,64}")) {
      throw new IllegalArgumentException("expected up to 64 letters, digits, - or _");
    }
    return text;
  }
}
