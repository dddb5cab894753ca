package io.berth.forward;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What to do when an answer cannot go on.
 *
 * <p>The one thing the Servlet API has no word for: breaking off a response that has begun, so that
 * the client sees a cut and not an end. By reflection, for the same jar runs on both containers and
 * their classes are on neither's application classpath.
 */
enum ContainerAdapter {
  /** Has the coyote response close its connection (HTTP/1.1) or reset its stream (HTTP/2). */
  TOMCAT {
    /** The parser of a chunked form with files leaves its last chunk unread. */
    @Override
    boolean hasReadForm(ServletRequest request) {
      try {
        Object own = field(request, "request");
        return own != null && field(own, "parts") != null;
      } catch (ReflectiveOperationException | RuntimeException e) {
        return false;
      }
    }

    @Override
    void cut(ServletRequest request) throws ReflectiveOperationException {
      act(coyoteResponse(request), "CLOSE_NOW", new IOException("cut by Berth"));
    }

    @Override
    void hint(ServletRequest request, List<String> links) throws ReflectiveOperationException {
      TomcatEarlyHints.send(coyoteResponse(request), links);
    }

    /**
     * What does not fit into Tomcat's own buffer of 8 KiB goes on to that of its socket, whose rest
     * only a thread of its pool takes out: so each write of more would cost two changes of threads.
     * What fits is taken to the socket at once by a flush.
     */
    @Override
    boolean makeRoom(HttpServletResponse response, int bytes) {
      response.setBufferSize(bytes);
      return true;
    }

    /** What HTTP/2 clients take is theirs to say: a thread of the pool would wait for them. */
    @Override
    boolean sendsUnasked(String protocol) {
      return protocol.startsWith("HTTP/1.");
    }

    @Override
    @Nullable ClientStream stream(ServletRequest request) throws ReflectiveOperationException {
      return TomcatStream.of(coyoteResponse(request));
    }

    private Object coyoteResponse(ServletRequest request) throws ReflectiveOperationException {
      return call(call(field(request, "request"), "getCoyoteRequest"), "getResponse");
    }

    /** Tomcat takes the request from its facade; a container that stops tells nobody else. */
    @Override
    boolean isRecycled(ServletRequest request) throws ReflectiveOperationException {
      return field(request, "request") == null;
    }

    /** Closing sets flags only; the client sees it when the container looks at the socket. */
    @Override
    void close(WebConnection client) throws Exception {
      client.close();
      callReader(client);
    }

    @Override
    void callReader(WebConnection client) throws ReflectiveOperationException, IOException {
      Object socket = Objects.requireNonNull(field(client.getOutputStream(), "socketWrapper"));
      Class<?> base = socket.getClass();
      while (!base.getSimpleName().equals("SocketWrapperBase")) {
        base = base.getSuperclass();
      }
      ClassLoader loader = base.getClassLoader();
      Class<?> events = Class.forName("org.apache.tomcat.util.net.SocketEvent", true, loader);
      base.getMethod("processSocket", events, boolean.class)
          .invoke(socket, events.getField("OPEN_READ").get(events), true);
    }
  },
  /**
   * Closes the exchange's connection, for HTTP/2 the stream, which ends the exchange as well.
   * Whoever completes it after that has Undertow log an error (UT005088).
   */
  UNDERTOW {
    /** Undertow takes a target with an authority and goes by the Host header all the same. */
    @Override
    boolean contradicts(String host, HttpServletRequest request) {
      String url = ((HttpServletRequest) unwrapped(request)).getRequestURL().toString();
      int start = url.indexOf("://") + "://".length();
      int end = start + host.length();
      boolean same = url.regionMatches(true, start, host, 0, host.length());
      return !same || (end < url.length() && "/?*".indexOf(url.charAt(end)) < 0);
    }

    /** Its stream does not know that the form's parser took the bytes, and would wait for ever. */
    @Override
    boolean hasReadForm(ServletRequest request) {
      try {
        return field(request, "parsedFormData") != null;
      } catch (ReflectiveOperationException | RuntimeException e) {
        return false;
      }
    }

    @Override
    void cut(ServletRequest request) throws ReflectiveOperationException, IOException {
      UndertowStream stream = UndertowStream.of(request);
      if (stream != null) {
        stream.reset();
      } else {
        ((Closeable) connection(request)).close();
      }
    }

    @Override
    @Nullable ClientStream stream(ServletRequest request) throws ReflectiveOperationException {
      return UndertowStream.of(request);
    }

    /**
     * Undertow keeps what it knows of an upgraded connection in plain fields: from another thread
     * bytes get lost or doubled and calls are missed (seen under load, 2.3.23).
     */
    @Override
    Executor threadOf(WebConnection client) throws ReflectiveOperationException {
      return (Executor) call(field(client, "channel"), "getIoThread");
    }

    /** {@code WebConnection.close()} waits for the client; the connection below does not. */
    @Override
    void close(WebConnection client) throws Exception {
      Objects.requireNonNull((Closeable) field(client, "channel")).close();
    }
  },
  UNKNOWN {
    @Override
    void cut(ServletRequest request) throws ReflectiveOperationException {
      throw new ClassNotFoundException(request.getClass().getName());
    }

    @Override
    void close(WebConnection client) throws Exception {
      client.close();
    }
  };

  /** Breaks the response to {@code request} off; it is unwrapped and not recycled. */
  abstract void cut(ServletRequest request) throws ReflectiveOperationException, IOException;

  /** Says 103 with {@code links} to the client, where there is a way to; the others say nothing. */
  void hint(ServletRequest request, List<String> links) throws ReflectiveOperationException {}

  /**
   * Has {@code response} keep up to {@code bytes} until they are flushed, where that saves work;
   * before anything is written to it.
   *
   * @return whether to flush what has been written before asking whether more can be
   */
  boolean makeRoom(HttpServletResponse response, int bytes) {
    return false;
  }

  /**
   * Whether an answer that fits into the response's own buffer may be written from any thread with
   * no listener, and is sent when the exchange is complete. A listener costs a pass through all of
   * the container before the first byte.
   */
  boolean sendsUnasked(String protocol) {
    return false;
  }

  /** Whether the request line names another authority than {@code host} (RFC 9112, 3.2.2). */
  boolean contradicts(String host, HttpServletRequest request) {
    return false; // Tomcat refuses it
  }

  /** Whether the request is no longer ours, although nobody said so. */
  boolean isRecycled(ServletRequest request) throws ReflectiveOperationException {
    return false;
  }

  /** Whether a form was read out of the request, although its stream does not say so. */
  boolean hasReadForm(ServletRequest request) {
    return false;
  }

  /**
   * The HTTP/2 stream that has to be asked whether its client is there; null where there is none.
   */
  @Nullable ClientStream stream(ServletRequest request) throws ReflectiveOperationException {
    return null;
  }

  /** Ends an upgraded connection at once, from any thread, without waiting. */
  abstract void close(WebConnection client) throws Exception;

  /** Where an upgraded connection may be touched outside the container's callbacks. */
  Executor threadOf(WebConnection client) throws ReflectiveOperationException {
    return Runnable::run;
  }

  /** Has a container thread look whether the upgraded connection can be read. */
  void callReader(WebConnection client) throws ReflectiveOperationException, IOException {
    throw new ClassNotFoundException(client.getClass().getName());
  }

  /** Tells Tomcat's {@code response} to do something. */
  static void act(Object response, String code, @Nullable Object with)
      throws ReflectiveOperationException {
    ClassLoader loader = response.getClass().getClassLoader();
    Class<?> codes = Class.forName("org.apache.coyote.ActionCode", true, loader);
    Method action = response.getClass().getMethod("action", codes, Object.class);
    action.invoke(response, codes.getField(code).get(codes), with);
  }

  static @Nullable Object field(Object target, String name) throws ReflectiveOperationException {
    Field field = target.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(target);
  }

  static Object call(@Nullable Object target, String method) throws ReflectiveOperationException {
    Object here = Objects.requireNonNull(target, method);
    return Objects.requireNonNull(here.getClass().getMethod(method).invoke(here), method);
  }

  /** Undertow's connection below its own {@code request}; an HTTP/2 stream has one of its own. */
  static Object connection(ServletRequest request) throws ReflectiveOperationException {
    return call(call(request, "getExchange"), "getConnection");
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
