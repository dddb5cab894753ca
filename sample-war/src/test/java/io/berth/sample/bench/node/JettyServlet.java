package io.berth.sample.bench.node;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** Jetty's AsyncProxyServlet on Jetty, with a pool that is large enough. */
final class JettyServlet extends AsyncProxyServlet {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised
  private final Setup setup;

  private JettyServlet(Setup setup) {
    this.setup = setup;
  }

  public static void main(String[] arguments) throws Exception {
    Setup setup = Setup.of(arguments);
    Server server = JettyHandler.server(setup.port());
    ServletHolder servlet = new ServletHolder(new JettyServlet(setup));
    servlet.setAsyncSupported(true);
    servlet.setInitParameter("maxConnections", JettyHandler.CONNECTIONS);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(servlet, "/*");
    server.setHandler(context);
    server.start();
    Control.serve(Server.getVersion());
  }

  @Override
  protected String rewriteTarget(HttpServletRequest request) {
    return setup.backend(request) + request.getRequestURI();
  }
}
