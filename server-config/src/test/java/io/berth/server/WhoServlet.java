package io.berth.server;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says which application answers, and what it sees of the request. */
@WebServlet("/*")
public class WhoServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String name = request.getParameter("name"); // of a form, too
    int body = request.getInputStream().readAllBytes().length;
    response.setContentType("text/plain;charset=UTF-8");
    response
        .getWriter()
        .print(
            String.join(
                " ",
                getServletContext().getContextPath(),
                request.getMethod(),
                request.getPathInfo(),
                String.valueOf(name),
                Integer.toString(body)));
  }
}
