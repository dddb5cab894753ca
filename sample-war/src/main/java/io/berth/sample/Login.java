package io.berth.sample;

import io.berth.model.ConsumerId;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who is signed in, by a cookie of the application's own that every node can check: {@code
 * base64url(e-mail).expiry.seal}. Berth's token says where a consumer's data is; it is not a login.
 */
final class Login {
  static final String COOKIE = "workspaces-login";
  private static final Duration LIFETIME = Duration.ofDays(7);

  private final SecretKeySpec key;
  private final Clock clock;

  Login(byte[] key, Clock clock) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  /** Reads the raw header: WildFly's parser throws on odd bytes in anybody's cookie. */
  Optional<ConsumerId> of(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Cookie")).stream()
        .flatMap(header -> Stream.of(header.split(";")))
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(COOKIE + "="))
        .map(cookie -> open(cookie.substring(COOKIE.length() + 1)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  void signIn(HttpServletResponse response, ConsumerId consumer) {
    response.addCookie(cookie(seal(consumer), (int) LIFETIME.toSeconds()));
  }

  void signOut(HttpServletResponse response) {
    response.addCookie(cookie("", 0));
  }

  String seal(ConsumerId consumer) {
    String content =
        base64(consumer.value().getBytes(StandardCharsets.UTF_8))
            + "."
            + clock.instant().plus(LIFETIME).getEpochSecond();
    return content + "." + base64(mac(content));
  }

  /** Whatever is not sealed by this key and still valid is no login; nothing is thrown. */
  Optional<ConsumerId> open(String value) {
    List<String> parts = List.of(value.split("\\.", -1));
    if (parts.size() != 3) {
      return Optional.empty();
    }
    byte[] expected =
        base64(mac(parts.get(0) + "." + parts.get(1))).getBytes(StandardCharsets.ISO_8859_1);
    if (!MessageDigest.isEqual(expected, parts.get(2).getBytes(StandardCharsets.ISO_8859_1))) {
      return Optional.empty();
    }
    boolean alive = clock.instant().getEpochSecond() < Long.parseLong(parts.get(1));
    byte[] email = Base64.getUrlDecoder().decode(parts.get(0));
    return alive
        ? Optional.of(ConsumerId.of(new String(email, StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  private static Cookie cookie(String value, int maxAge) {
    Cookie cookie = new Cookie(COOKIE, value);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setMaxAge(maxAge);
    cookie.setAttribute("SameSite", "Lax");
    return cookie;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] mac(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(content.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot do HmacSHA256", e);
    }
  }
}
