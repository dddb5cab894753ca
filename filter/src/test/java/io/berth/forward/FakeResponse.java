package io.berth.forward;

import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response that remembers the head it is given; anything else is refused. */
final class FakeResponse {
  final List<String> lines = new ArrayList<>();
  int status;

  HttpServletResponse get() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            FakeResponse.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, called, arguments) -> take(called.getName(), arguments));
  }

  private @Nullable Object take(String called, Object[] arguments) {
    switch (called) {
      case "setStatus" -> status = (int) arguments[0];
      case "addHeader" -> lines.add(arguments[0] + ": " + arguments[1]);
      case "setContentType" -> lines.add("Content-Type: " + arguments[0]);
      case "setContentLengthLong" -> lines.add("Content-Length: " + arguments[0]);
      default -> throw new UnsupportedOperationException(called);
    }
    return null;
  }
}
