package io.berth.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingSettings;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.Scope;
import io.berth.model.Verdict;
import io.berth.model.View;
import io.berth.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                  "berth.token.lifetime", "60")));

  private final Caches caches = Fixtures.local();
  private final MappingCache mapping =
      new MappingCache(
          caches.associations(),
          caches.sessions(),
          new MappingSettings(
              Duration.ofSeconds(2),
              Duration.ZERO,
              Duration.ofHours(1),
              1,
              Duration.ZERO,
              MappingSettings.Keep.ALWAYS),
          System::nanoTime);
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
  void aKnownSessionNamesItsConsumerWhateverRouteTheBalancerAppended() {
    mapping.publish(ann(1, false));
    mapping.bindSession("s1", ConsumerId.of("ann"));
    assertThat(identify("JSESSIONID=s1.node7")).isInstanceOf(Verdict.Registering.class);
    assertThat(identify("JSESSIONID=s2")).isInstanceOf(Verdict.Anonymous.class);
  }
}
