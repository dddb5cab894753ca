package io.berth.filter;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.identifier.Identifier;
import io.berth.identifier.RefusalCounts;
import io.berth.identifier.Sealer;
import io.berth.identifier.TokenSettings;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ResourceManager;
import io.berth.model.Scope;
import io.berth.model.View;
import io.berth.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what is in a token: a node that knows nothing else. */
final class TokenReader implements AutoCloseable {
  private final Caches caches = Fixtures.local();
  private final MappingCache mapping = Fixtures.mapping(caches);
  private final Identifier identifier;
  private final View view;

  TokenReader() {
    TokenSettings settings =
        TokenSettings.read(
            Settings.of(Map.of("berth.keys", "development", "berth.cookie.secure", "false")));
    Sealer sealer = new Sealer(settings.keys(), new SecureRandom());
    this.identifier =
        new Identifier(
            settings, sealer, mapping, new Scope.All(), Clock.systemUTC(), new RefusalCounts());
    ResourceManager nowhere = new ResourceManager("nowhere", "", 1);
    this.view = new View("reader", nowhere, List.of(), List.of(), List.of());
  }

  Optional<Association> read(String token) {
    return identifier.identify(request("berth=" + token), view).known();
  }

  /** What the token cookie says that a response sets; there is one at most. */
  Optional<Association> cookieOf(HttpResponse<?> response) {
    List<String> lines =
        response.headers().allValues("Set-Cookie").stream()
            .filter(line -> line.startsWith("berth="))
            .toList();
    if (lines.size() > 1) {
      throw new AssertionError("two tokens in one response: " + lines);
    }
    return lines.stream()
        .findFirst()
        .flatMap(line -> read(line.substring("berth=".length(), line.indexOf(';'))));
  }

  private static HttpServletRequest request(String cookie) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            TokenReader.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                method.getName().equals("getHeaders")
                    ? Collections.enumeration(List.of(cookie))
                    : null);
  }

  @Override
  public void close() {
    mapping.close();
    caches.close();
  }
}
