package io.berth.server;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;

/** Says what of a request's head has reached the application. */
@WebServlet("/head")
public class HeadServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    int length = 0;
    for (String line : Collections.list(request.getHeaders("Cookie"))) {
      length += line.length();
    }
    response.getWriter().println("cookie characters: " + length);
    response.getWriter().println("filter started at: " + StartFilter.startOf(request));
  }
}
