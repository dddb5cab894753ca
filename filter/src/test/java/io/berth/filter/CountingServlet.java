package io.berth.filter;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says who answers, and how much of a body came. */
class CountingServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private final String name;

  CountingServlet(String name) {
    this.name = name;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int length = request.getInputStream().readAllBytes().length;
    response.getWriter().print(name + " " + request.getMethod() + " " + length);
  }
}
