package io.berth.forward;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** A servlet container in this process whose only filter does what a test says. */
interface Front extends AutoCloseable {
  int port();

  @Override
  void close();

  /** What is done with a request. */
  interface Handler {
    void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;
  }

  /** The first filter of the application. */
  record FirstFilter(Handler handler) implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
      try {
        handler.handle((HttpServletRequest) request, (HttpServletResponse) response);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
