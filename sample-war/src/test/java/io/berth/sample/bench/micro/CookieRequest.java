package io.berth.sample.bench.micro;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A request of which only the cookie header is known; whatever else is asked for fails. */
final class CookieRequest extends HttpServletRequestWrapper {
  private static final HttpServletRequest NOTHING =
      (HttpServletRequest)
          Proxy.newProxyInstance(
              CookieRequest.class.getClassLoader(),
              new Class<?>[] {HttpServletRequest.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private final String cookies;
  private final Once lines = new Once();

  CookieRequest(String cookies) {
    super(NOTHING);
    this.cookies = cookies;
  }

  /** The same cookies in other memory, as every request of a client brings them. */
  CookieRequest again() {
    return new CookieRequest(new String(cookies.toCharArray()));
  }

  @Override
  public @Nullable String getHeader(String name) {
    return null;
  }

  /** For one reader at a time, so that asking leaves nothing for the collector. */
  @Override
  public Enumeration<String> getHeaders(String name) {
    lines.given = false;
    return lines;
  }

  private final class Once implements Enumeration<String> {
    private boolean given;

    @Override
    public boolean hasMoreElements() {
      return !given;
    }

    @Override
    public String nextElement() {
      given = true;
      return cookies;
    }
  }
}
