package io.berth.forward;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import org.jspecify.annotations.Nullable;

/** Undertow with WildFly's defaults: what WildFly's web front is made of. */
final class UndertowFront implements Front {
  private final DeploymentManager deployment;
  private final Undertow server;
  private final int port;

  UndertowFront(Handler handler) throws Exception {
    this(handler, null);
  }

  /**
   * @param shown for TLS; null for none
   */
  UndertowFront(Handler handler, @Nullable TestCertificates shown) throws Exception {
    port = Ports.free();
    Filter filter = new FirstFilter(handler);
    DeploymentInfo info =
        Servlets.deployment()
            .setClassLoader(UndertowFront.class.getClassLoader())
            .setDeploymentName("berth-" + port)
            .setContextPath("/")
            .setDefaultEncoding("UTF-8")
            .addServlet(
                Servlets.servlet(
                        "nothing",
                        HttpServlet.class,
                        new ImmediateInstanceFactory<>(
                            new HttpServlet() {
                              private static final long serialVersionUID = 1L;
                            }))
                    .addMapping("/")
                    .setAsyncSupported(true)
                    .setMultipartConfig(new MultipartConfigElement("")))
            .addFilter(
                Servlets.filter("first", FirstFilter.class, new ImmediateInstanceFactory<>(filter))
                    .setAsyncSupported(true))
            .addFilterUrlMapping("first", "/*", DispatcherType.REQUEST);
    deployment = Servlets.newContainer().addDeployment(info);
    deployment.deploy();
    Undertow.Builder builder = Undertow.builder();
    builder =
        shown == null
            ? builder.addHttpListener(port, "127.0.0.1")
            : builder.addHttpsListener(port, "127.0.0.1", shown.server("host"));
    server =
        builder
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, false)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L) // WildFly: max-post-size
            .setIoThreads(2)
            .setWorkerThreads(50)
            .setHandler(deployment.start())
            .build();
    server.start();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      server.stop();
      deployment.stop();
      deployment.undeploy();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }
}
