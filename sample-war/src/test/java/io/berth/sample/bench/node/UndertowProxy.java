package io.berth.sample.bench.node;

import io.berth.sample.bench.Consumers;
import io.undertow.Undertow;
import io.undertow.Version;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyClient;
import io.undertow.server.handlers.proxy.ProxyConnection;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Undertow's native proxy, no servlets: one pooling client for each backend, chosen by cookie. */
final class UndertowProxy implements ProxyClient {
  private static final int CONNECTIONS = 1000;
  private static final int MAX_REQUEST_MILLIS = 60_000;

  private final List<LoadBalancingProxyClient> backends;

  private UndertowProxy(Setup setup) {
    backends =
        Consumers.BACKENDS.chars().mapToObj(name -> pool(setup.backend((char) name))).toList();
  }

  private static LoadBalancingProxyClient pool(String address) {
    return new LoadBalancingProxyClient()
        .setConnectionsPerThread(CONNECTIONS)
        .setSoftMaxConnectionsPerThread(CONNECTIONS)
        .addHost(URI.create(address));
  }

  public static void main(String[] arguments) throws Exception {
    Setup setup = Setup.of(arguments);
    ProxyHandler handler =
        ProxyHandler.builder()
            .setProxyClient(new UndertowProxy(setup))
            .setMaxRequestTime(MAX_REQUEST_MILLIS)
            .build();
    Undertow.builder()
        .addHttpListener(setup.port(), Setup.HOST)
        .setHandler(handler)
        .build()
        .start();
    Control.serve(Version.getVersionString());
  }

  private LoadBalancingProxyClient of(HttpServerExchange exchange) {
    String name = exchange.getRequestCookie(Setup.COOKIE).getValue();
    return backends.get(name.charAt(0) - 'a');
  }

  @Override
  public ProxyTarget findTarget(HttpServerExchange exchange) {
    return of(exchange).findTarget(exchange);
  }

  @Override
  public void getConnection(
      ProxyTarget target,
      HttpServerExchange exchange,
      ProxyCallback<ProxyConnection> callback,
      long timeout,
      TimeUnit unit) {
    of(exchange).getConnection(target, exchange, callback, timeout, unit);
  }
}
