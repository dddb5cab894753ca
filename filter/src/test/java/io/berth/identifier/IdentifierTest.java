package io.berth.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.Scope;
import io.berth.model.Verdict;
import io.berth.model.View;
import io.berth.model.Watermark;
import io.berth.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentifierTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TokenSettings SETTINGS =
      TokenSettings.read(
          Settings.of(
              Map.of(
                  "berth.keys", "development",
                  "berth.cookie.secure", "false",
                  "berth.session-cookie", "JSESSIONID",
                  "berth.link.lifetime", "300",
                  "berth.token.lifetime", "60")));

  private final Caches caches = Fixtures.local();
  private final MappingCache mapping = Fixtures.mapping(caches);
  private final Sealer sealer = new Sealer(SETTINGS.keys(), new SecureRandom());
  private final RefusalCounts refusals = new RefusalCounts();
  private final View view =
      new View("node-a", manager("rm-a"), List.of(manager("rm-b")), List.of(), List.of());

  @AfterEach
  void stop() {
    mapping.close();
    caches.close();
  }

  private static ResourceManager manager(String name) {
    return new ResourceManager(name, "", 1);
  }

  private static Association ann(long version, boolean tombstone, String... acknowledgedBy) {
    return new Association(
        ConsumerId.of("ann"),
        "rm-a",
        List.of(),
        version,
        1,
        Position.UNKNOWN,
        Set.of(acknowledgedBy),
        tombstone);
  }

  private static HttpServletRequest request(Map<String, String> headers) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            HttpServletRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getHeader" -> headers.get((String) arguments[0]);
                  case "getHeaders" ->
                      Collections.enumeration(
                          Optional.ofNullable(headers.get((String) arguments[0])).stream()
                              .toList());
                  default -> throw new AssertionError("the identifier must not call " + method);
                });
  }

  private Verdict identify(Map<String, String> headers, Instant at) {
    Clock clock = Clock.fixed(at, ZoneOffset.UTC);
    return new Identifier(SETTINGS, sealer, mapping, new Scope.All(), clock, refusals)
        .identify(request(headers), view);
  }

  private Verdict identify(String cookie) {
    return identify(Map.of("Cookie", cookie), NOW);
  }

  private String cookie(Association association) {
    return "berth="
        + new TokenIssuer(SETTINGS, sealer, Clock.fixed(NOW, ZoneOffset.UTC)).token(association);
  }

  @Test
  void withoutATokenNobodyIsLookedUp() {
    assertThat(identify(Map.of(), NOW)).isInstanceOf(Verdict.Anonymous.class);
    assertThat(mapping.statistics().hits() + mapping.statistics().misses()).isZero();
  }

  @Test
  void aConsumerIsRegisteringUntilEveryManagerIsProven() {
    mapping.publish(ann(1, false));
    assertThat(identify(cookie(ann(1, false))))
        .isEqualTo(new Verdict.Registering(ann(1, false), Set.of("rm-a")));
    mapping.publish(ann(1, false, "rm-b"));
    assertThat(identify(cookie(ann(1, false))))
        .isEqualTo(new Verdict.Registered(ann(1, false, "rm-b")));
  }

  @Test
  void aCopyOlderThanTheTokenProvesNothing() {
    mapping.publish(ann(1, false, "rm-b"));
    assertThat(identify(cookie(ann(2, false))))
        .isEqualTo(new Verdict.Registering(ann(2, false), Set.of("rm-a")));
  }

  @Test
  void withoutCopyAndAuthorityTheTokenIsEnough() {
    assertThat(identify(cookie(ann(1, false)))).isInstanceOf(Verdict.Registering.class);
  }

  @Test
  void anAuthorityThatFailsDoesNotMakeAnybodyUnknown() {
    mapping.readThrough(
        consumer -> {
          throw new IllegalStateException("the database is away");
        });
    assertThat(identify(cookie(ann(1, false)))).isInstanceOf(Verdict.Registering.class);
  }

  @Test
  void whomTheAuthorityDoesNotKnowIsAnonymous() {
    mapping.readThrough(consumer -> Optional.empty());
    assertThat(identify(cookie(ann(1, false)))).isInstanceOf(Verdict.Anonymous.class);
    assertThat(refusals.of(Refusal.UNKNOWN_CONSUMER)).isEqualTo(1);
  }

  @Test
  void aTombstoneIsAnonymous() {
    mapping.publish(ann(2, true));
    assertThat(identify(cookie(ann(1, false)))).isInstanceOf(Verdict.Anonymous.class);
  }

  @Test
  void anExpiredTokenCountsAsAbsentEvenWhenItWasOpenedBefore() {
    Map<String, String> headers = Map.of("Cookie", cookie(ann(1, false)));
    assertThat(identify(headers, NOW.plusSeconds(60))).isInstanceOf(Verdict.Registering.class);
    assertThat(identify(headers, NOW.plusSeconds(61))).isInstanceOf(Verdict.Anonymous.class);
    assertThat(refusals.of(Refusal.EXPIRED)).isEqualTo(1);
  }

  /** LESSONS 33: one setting for both. */
  @Test
  void theCookieIsKeptAsLongAsItsTokenIsAccepted() {
    TokenIssuer issuer = new TokenIssuer(SETTINGS, sealer, Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(issuer.cookie(ann(1, false)))
        .endsWith("; Max-Age=60; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void twoDifferentTokensCountAsAbsent() {
    assertThat(identify(cookie(ann(1, false)) + "; " + cookie(ann(1, false))))
        .isInstanceOf(Verdict.Anonymous.class);
    assertThat(refusals.of(Refusal.DUPLICATED)).isEqualTo(1);
  }

  @Test
  void aTokenInTheHeaderComesFirst() {
    String token = cookie(ann(1, false)).substring("berth=".length());
    assertThat(identify(Map.of("Berth-Token", token), NOW)).isInstanceOf(Verdict.Registering.class);
  }

  @Test
  void anEmptyHeaderIsNobodysAndNoRefusal() {
    assertThat(identify(Map.of("Berth-Token", "", "Cookie", cookie(ann(1, false))), NOW))
        .isInstanceOf(Verdict.Anonymous.class);
    assertThat(refusals.of(Refusal.MALFORMED)).isZero();
  }

  @Test
  void aTokenOfAKeyThatWasRetiredIsNobodysEvenWhenItWasOpenedBefore() {
    String old = "k1:" + "A".repeat(43);
    String next = "k2:" + "B".repeat(42) + "A";
    Sealer rotating = new Sealer(KeyRing.parse(old), new SecureRandom());
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Identifier identifier =
        new Identifier(SETTINGS, rotating, mapping, new Scope.All(), clock, refusals);
    String cookie = "berth=" + new TokenIssuer(SETTINGS, rotating, clock).token(ann(1, false));
    String header = new TokenIssuer(SETTINGS, rotating, clock).token(ann(1, false));
    for (String keys : List.of(old + "," + next, next + "," + old)) {
      rotating.rotate(KeyRing.parse(keys));
      assertThat(identifier.identify(request(Map.of("Cookie", cookie)), view).known()).isPresent();
      assertThat(identifier.identify(request(Map.of("Berth-Token", header)), view).known())
          .isPresent();
    }
    assertThat(rotating.keys().lastUse())
        .containsOnly(Map.entry("k2", Optional.empty()), Map.entry("k1", Optional.of(NOW)));
    rotating.rotate(KeyRing.parse(next));
    assertThat(identifier.identify(request(Map.of("Cookie", cookie)), view).known()).isEmpty();
    assertThat(identifier.identify(request(Map.of("Berth-Token", header)), view).known()).isEmpty();
    assertThat(refusals.of(Refusal.UNKNOWN_KEY)).isEqualTo(2);
  }

  @Test
  void aTokenOfALinkIsNoneInACookieOrAHeaderAndTheReverse() {
    TokenIssuer issuer = new TokenIssuer(SETTINGS, sealer, Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(identify("berth=" + issuer.link(ann(1, false))))
        .isInstanceOf(Verdict.Anonymous.class);
    assertThat(identify(Map.of("Berth-Token", issuer.link(ann(1, false))), NOW))
        .isInstanceOf(Verdict.Anonymous.class);
    assertThat(fromLink(issuer.token(ann(1, false)), NOW)).isInstanceOf(Verdict.Anonymous.class);
    assertThat(refusals.of(Refusal.FORGED)).isEqualTo(3);
    assertThat(fromLink(issuer.link(ann(1, false)), NOW)).isInstanceOf(Verdict.Registering.class);
  }

  @Test
  void aLinkLivesAsLongAsItsOwnSettingSays() {
    String link =
        new TokenIssuer(SETTINGS, sealer, Clock.fixed(NOW, ZoneOffset.UTC)).link(ann(1, false));
    assertThat(fromLink(link, NOW.plusSeconds(300)).known()).isPresent();
    assertThat(fromLink(link, NOW.plusSeconds(301)).known()).isEmpty();
    assertThat(refusals.of(Refusal.EXPIRED)).isEqualTo(1);
  }

  private Verdict fromLink(String token, Instant at) {
    Clock clock = Clock.fixed(at, ZoneOffset.UTC);
    return new Identifier(SETTINGS, sealer, mapping, new Scope.All(), clock, refusals)
        .fromLink(token, view);
  }

  /** The authority went back to a backup: what the token says was lost. */
  @Test
  void aTokenAheadOfTheAuthorityMakesItsHomeAloneAnswerWhoeverHadAcknowledged() {
    mapping.readThrough(consumer -> Optional.of(ann(1, false, "rm-b")));
    Verdict verdict = identify(cookie(ann(3, false)));
    assertThat(verdict).isEqualTo(new Verdict.Registering(ann(1, false), Set.of("rm-a")));
    assertThat(refusals.of(Refusal.AHEAD)).isEqualTo(1);
  }

  @Test
  void aPositionAheadOfTheRecordIsNotBelieved() {
    Association record = at(100);
    View caughtUp =
        new View(
            "node-a",
            manager("rm-a"),
            List.of(manager("rm-b")),
            List.of(),
            List.of(new Watermark("rm-b", "rm-a", Position.of("db", new LogPoint(1, 150)))));
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Identifier identifier =
        new Identifier(SETTINGS, sealer, mapping, new Scope.All(), clock, refusals);
    HttpServletRequest ahead = request(Map.of("Cookie", cookie(at(1_000_000))));
    assertThat(identifier.identify(ahead, caughtUp)) // by the token alone: nobody but the home
        .isEqualTo(new Verdict.Registering(at(1_000_000), Set.of("rm-a")));
    mapping.publish(record);
    assertThat(identifier.identify(ahead, caughtUp)).isEqualTo(new Verdict.Registered(record));
  }

  private static Association at(long offset) {
    return new Association(
        ConsumerId.of("ann"),
        "rm-a",
        List.of(),
        1,
        1,
        Position.of("db", new LogPoint(1, offset)),
        Set.of(),
        false);
  }

  @Test
  void onlyATokenOfAnotherVersionIsOutdated() {
    Map<String, String> headers = Map.of("Cookie", cookie(ann(2, false)));
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Identifier identifier =
        new Identifier(SETTINGS, sealer, mapping, new Scope.All(), clock, refusals);
    assertThat(identifier.isOutdated(request(headers), ann(3, false))).isTrue();
    assertThat(identifier.isOutdated(request(headers), ann(2, false, "rm-b"))).isFalse();
    assertThat(identifier.isOutdated(request(headers), ann(1, false))).isTrue();
    assertThat(identifier.isOutdated(request(Map.of()), ann(1, false))).isFalse();
    String token = cookie(ann(1, false)).substring("berth=".length());
    assertThat(identifier.isOutdated(request(Map.of("Berth-Token", token)), ann(2, false)))
        .isTrue();
    assertThat(identifier.isOutdated(request(Map.of("Cookie", "berth=x")), ann(2, false)))
        .isFalse();
  }

  /** RULES 26: each request has something wrong with it, and is nobody's. */
  @Test
  void noMutantOfATokenIsAnybodys() {
    Random random = new Random(29);
    String bob = new TokenIssuer(SETTINGS, sealer, Clock.fixed(NOW, ZoneOffset.UTC)).token(bob());
    String ann = cookie(ann(1, false)).substring("berth=".length());
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Identifier identifier =
        new Identifier(SETTINGS, sealer, mapping, new Scope.All(), clock, refusals);
    int mutants = 100_000;
    int accepted = 0;
    for (int i = 0; i < mutants; i++) {
      String mutant = mutant(ann, bob, random);
      Map<String, String> headers =
          i % 3 == 0 ? Map.of("Berth-Token", mutant) : Map.of("Cookie", "berth=" + mutant);
      boolean whole = mutant.equals(ann) || mutant.equals(bob);
      if (!whole && identifier.identify(request(headers), view).known().isPresent()) {
        accepted++;
      }
    }
    System.out.println(
        "tokens in cookies and headers: " + mutants + " mutants, seed 29, accepted " + accepted);
    assertThat(accepted).isZero();
  }

  private static Association bob() {
    return new Association(
        ConsumerId.of("bob"), "rm-a", List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
  }

  private static String mutant(String one, String other, Random random) {
    int at = 1 + random.nextInt(Math.min(one.length(), other.length()) - 1);
    int to = at + random.nextInt(one.length() - at);
    return switch (random.nextInt(8)) {
      case 0 -> one.substring(0, at) + other.substring(at);
      case 1 -> one.substring(0, at) + one.substring(to);
      case 2 ->
          one.substring(0, at)
              + (char) (one.charAt(at) ^ (1 << random.nextInt(7)))
              + one.substring(at + 1);
      case 3 -> one.substring(0, at) + one.substring(at, to) + one.substring(at);
      case 4 -> one + other;
      case 5 -> one.substring(0, at) + "=".repeat(1 + random.nextInt(3)) + one.substring(at);
      case 6 -> one.substring(0, at) + (char) random.nextInt(0x250) + one.substring(at + 1);
      default -> one.toLowerCase(Locale.ROOT).substring(0, at) + one.substring(at, to);
    };
  }

  @Test
  void aKnownSessionNamesItsConsumerWhateverRouteTheBalancerAppended() {
    mapping.publish(ann(1, false));
    mapping.bindSession("s1", ConsumerId.of("ann"));
    assertThat(identify("JSESSIONID=s1.node7")).isInstanceOf(Verdict.Registering.class);
    assertThat(identify("JSESSIONID=s2")).isInstanceOf(Verdict.Anonymous.class);
  }

  /** One identifier for several requests, as in production: the later ones find it remembered. */
  private final class Remembering {
    private final Identifier identifier;
    private final Map<String, String> headers;
    private final Hands clock = new Hands(NOW);
    private View seen = view;

    Remembering(Map<String, String> headers) {
      this.headers = headers;
      identifier = new Identifier(SETTINGS, sealer, mapping, new Scope.All(), clock, refusals);
    }

    Verdict again() {
      return identifier.identify(request(headers), seen);
    }
  }

  private List<Remembering> twoWays(Association association) {
    String cookie = cookie(association);
    return List.of(
        new Remembering(Map.of("Cookie", cookie)),
        new Remembering(Map.of("Berth-Token", cookie.substring("berth=".length()))));
  }

  @Test
  void aRememberedVerdictIsTheSameObject() {
    mapping.publish(ann(1, false));
    for (Remembering request : twoWays(ann(1, false))) {
      assertThat(request.again()).isSameAs(request.again());
    }
  }

  @Test
  void aRememberedVerdictFollowsTheMapping() {
    for (Remembering request : twoWays(ann(1, false))) {
      mapping.evict(ConsumerId.of("ann"));
      mapping.publish(ann(1, false));
      assertThat(request.again()).isInstanceOf(Verdict.Registering.class);
      mapping.publish(ann(1, false, "rm-b"));
      assertThat(request.again())
          .isEqualTo(new Verdict.Registered(ann(1, false, "rm-b")))
          .isEqualTo(request.again());
      mapping.publish(ann(2, true));
      assertThat(request.again()).isInstanceOf(Verdict.Anonymous.class);
    }
  }

  @Test
  void aRememberedVerdictFollowsTheView() {
    mapping.publish(ann(1, false, "rm-b"));
    for (Remembering request : twoWays(ann(1, false))) {
      assertThat(request.again()).isInstanceOf(Verdict.Registered.class);
      List<ResourceManager> more = List.of(manager("rm-b"), manager("rm-c"));
      request.seen = new View("node-a", manager("rm-a"), more, List.of(), List.of());
      assertThat(request.again()).isInstanceOf(Verdict.Registering.class);
    }
  }

  @Test
  void aRememberedTokenExpires() {
    mapping.publish(ann(1, false));
    for (Remembering request : twoWays(ann(1, false))) {
      assertThat(request.again()).isInstanceOf(Verdict.Registering.class);
      request.clock.now = NOW.plusSeconds(60);
      assertThat(request.again()).isInstanceOf(Verdict.Registering.class);
      request.clock.now = NOW.plusSeconds(61);
      assertThat(request.again()).isInstanceOf(Verdict.Anonymous.class);
    }
    assertThat(refusals.of(Refusal.EXPIRED)).isEqualTo(2);
  }

  @Test
  void aRememberedTokenIsEnoughWhenTheCopyIsLost() {
    for (Remembering request : twoWays(ann(1, false))) {
      mapping.publish(ann(1, false, "rm-b"));
      assertThat(request.again()).isInstanceOf(Verdict.Registered.class);
      mapping.evict(ConsumerId.of("ann"));
      assertThat(request.again())
          .isEqualTo(new Verdict.Registering(ann(1, false), Set.of("rm-a")))
          .isEqualTo(request.again());
    }
  }

  @Test
  void onlyTheWholeTextIsRemembered() {
    mapping.publish(ann(1, false));
    String cookie = cookie(ann(1, false));
    Remembering request = new Remembering(Map.of("Cookie", cookie));
    assertThat(request.again()).isInstanceOf(Verdict.Registering.class);
    char last = cookie.charAt(cookie.length() - 2);
    String forged =
        cookie.substring(0, cookie.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + cookie.substring(cookie.length() - 1);
    assertThat(request.identifier.identify(request(Map.of("Cookie", forged)), view))
        .isInstanceOf(Verdict.Anonymous.class);
  }
}
