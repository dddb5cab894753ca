package io.berth.forward;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * What to do when an answer cannot go on.
 *
 * <p>The one thing the Servlet API has no word for: breaking off a response that has begun, so that
 * the client sees a cut and not an end (CONTAINERS 2). By reflection, for the same jar runs on both
 * containers and their classes are on neither's application classpath.
 */
enum ContainerAdapter {
  /** Has the coyote response close its connection (HTTP/1.1) or reset its stream (HTTP/2). */
  TOMCAT {
    @Override
    void cut(ServletRequest request) throws ReflectiveOperationException {
      Field facade = request.getClass().getDeclaredField("request");
      facade.setAccessible(true);
      Object connectorRequest = facade.get(request);
      Object coyoteRequest = call(connectorRequest, "getCoyoteRequest");
      Object coyoteResponse = call(coyoteRequest, "getResponse");
      ClassLoader loader = coyoteResponse.getClass().getClassLoader();
      Class<?> codes = Class.forName("org.apache.coyote.ActionCode", true, loader);
      Method action = coyoteResponse.getClass().getMethod("action", codes, Object.class);
      action.invoke(
          coyoteResponse, codes.getField("CLOSE_NOW").get(codes), new IOException("cut by Berth"));
    }
  },
  /**
   * Closes the exchange's connection, for HTTP/2 the stream, which ends the exchange as well.
   * Whoever completes it after that has Undertow log an error (UT005088).
   */
  UNDERTOW {
    @Override
    void cut(ServletRequest request) throws ReflectiveOperationException, IOException {
      ((Closeable) call(call(request, "getExchange"), "getConnection")).close();
    }
  },
  UNKNOWN {
    @Override
    void cut(ServletRequest request) throws ReflectiveOperationException {
      throw new ClassNotFoundException(request.getClass().getName());
    }
  };

  /** Breaks the response to {@code request} off; it is unwrapped and not recycled. */
  abstract void cut(ServletRequest request) throws ReflectiveOperationException, IOException;

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }

  /** The container's own request below whatever wraps it. */
  static ServletRequest unwrapped(ServletRequest request) {
    ServletRequest own = request;
    while (own instanceof ServletRequestWrapper wrapper) {
      own = wrapper.getRequest();
    }
    return own;
  }

  static ContainerAdapter of(ServletRequest unwrapped) {
    String name = unwrapped.getClass().getName();
    if (name.startsWith("org.apache.catalina.")) {
      return TOMCAT;
    }
    return name.startsWith("io.undertow.") ? UNDERTOW : UNKNOWN;
  }
}
