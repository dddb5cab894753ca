package io.berth.server;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Says what of a request's head has reached the application. */
@WebServlet("/head")
public class HeadServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    doGet(request, response);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    int length = 0;
    for (String line : all(request, "Cookie")) {
      length += line.length();
    }
    response.getWriter().println("cookie characters: " + length);
    response.getWriter().println("forwarded for: " + all(request, "X-Forwarded-For"));
    response.getWriter().println("forwarded proto: " + all(request, "X-Forwarded-Proto"));
    response.getWriter().println("forwarded host: " + all(request, "X-Forwarded-Host"));
    response.getWriter().println("forwarded: " + all(request, "Forwarded"));
    response.getWriter().println("filter started at: " + StartFilter.startOf(request));
  }

  private static List<String> all(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
