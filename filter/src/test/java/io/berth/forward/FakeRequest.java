package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that says what a test has it say; what is not asked for in these rules is refused. */
final class FakeRequest {
  private final Map<String, List<String>> headers = new LinkedHashMap<>();
  private String method = "GET";
  private String uri = "/";
  private @Nullable String query;
  private String protocol = "HTTP/1.1";
  private String remote = "192.0.2.7";

  FakeRequest() {
    header("Host", "shop.example");
  }

  FakeRequest method(String method) {
    this.method = method;
    return this;
  }

  FakeRequest uri(String uri) {
    this.uri = uri;
    return this;
  }

  FakeRequest query(@Nullable String query) {
    this.query = query;
    return this;
  }

  FakeRequest protocol(String protocol) {
    this.protocol = protocol;
    return this;
  }

  FakeRequest remote(String remote) {
    this.remote = remote;
    return this;
  }

  FakeRequest without(String name) {
    headers.remove(name.toLowerCase(Locale.ROOT));
    return this;
  }

  FakeRequest header(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(value);
    return this;
  }

  HttpServletRequest get() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            FakeRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) -> answer(called.getName(), arguments));
  }

  private @Nullable Object answer(String asked, Object @Nullable [] arguments) {
    return switch (asked) {
      case "getMethod" -> method;
      case "getRequestURI" -> uri;
      case "getQueryString" -> query;
      case "getProtocol" -> protocol;
      case "getRemoteAddr" -> remote;
      case "getScheme" -> "https";
      case "getServerName" -> "shop.example";
      case "getServerPort" -> 8443;
      case "getHeaderNames" -> Collections.enumeration(headers.keySet());
      case "getHeaders" -> Collections.enumeration(values(arguments));
      case "getHeader" -> values(arguments).stream().findFirst().orElse(null);
      default -> throw new UnsupportedOperationException(asked);
    };
  }

  private List<String> values(Object @Nullable [] arguments) {
    if (arguments == null) {
      throw new IllegalArgumentException("which header?");
    }
    return headers.getOrDefault(arguments[0].toString().toLowerCase(Locale.ROOT), List.of());
  }
}
