package io.berth.sample.bench.node;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.apache.catalina.Wrapper;
import org.apache.http.client.utils.URIUtils;
import org.mitre.dsmiley.httpproxy.ProxyServlet;

/** HTTP-Proxy-Servlet on Tomcat, with a pool that is large enough. */
final class HttpProxyServlet extends ProxyServlet {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised
  private final Setup setup;

  private HttpProxyServlet(Setup setup) {
    this.setup = setup;
  }

  public static void main(String[] arguments) throws Exception {
    Setup setup = Setup.of(arguments);
    EmbeddedTomcat tomcat = new EmbeddedTomcat(setup.port());
    Wrapper servlet = tomcat.serve(new HttpProxyServlet(setup));
    servlet.addInitParameter(P_TARGET_URI, setup.backend('a'));
    servlet.addInitParameter(P_MAXCONNECTIONS, "1000");
    servlet.addInitParameter(P_LOG, "false");
    Control.serve("2.0 on Tomcat " + tomcat.start());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String backend = setup.backend(request);
    request.setAttribute(ATTR_TARGET_URI, backend);
    request.setAttribute(ATTR_TARGET_HOST, URIUtils.extractHost(URI.create(backend)));
    super.service(request, response);
  }
}
