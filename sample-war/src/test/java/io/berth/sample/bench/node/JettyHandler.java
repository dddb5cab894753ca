package io.berth.sample.bench.node;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty's core ProxyHandler, no servlets, with a pool that is large enough. */
final class JettyHandler extends ProxyHandler.Reverse {
  static final String CONNECTIONS = "1000";

  private JettyHandler(Setup setup) {
    super(request -> rewrite(setup, request));
  }

  public static void main(String[] arguments) throws Exception {
    Setup setup = Setup.of(arguments);
    Server server = server(setup.port());
    server.setHandler(new JettyHandler(setup));
    server.start();
    Control.serve(Server.getVersion());
  }

  static Server server(int port) {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(Setup.HOST);
    connector.setPort(port);
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    return server;
  }

  private static HttpURI rewrite(Setup setup, Request request) {
    for (HttpCookie cookie : Request.getCookies(request)) {
      if (cookie.getName().equals(Setup.COOKIE)) {
        String backend = setup.backend(cookie.getValue().charAt(0));
        return HttpURI.from(backend + request.getHttpURI().getPathQuery());
      }
    }
    throw new IllegalArgumentException("no cookie " + Setup.COOKIE);
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    client.setMaxConnectionsPerDestination(Integer.parseInt(CONNECTIONS));
  }
}
