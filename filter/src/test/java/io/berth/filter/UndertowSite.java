package io.berth.filter;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.util.Map;
import java.util.Set;

/** The same as {@link Site}, on Undertow. */
final class UndertowSite implements Answering {
  private final DeploymentManager deployment;
  private final Undertow server;
  private final int port;

  UndertowSite(int port, HttpServlet servlet, Map<String, String> settings)
      throws ServletException {
    this.port = port;
    DeploymentInfo info =
        Servlets.deployment()
            .setClassLoader(UndertowSite.class.getClassLoader())
            .setDeploymentName("berth-site-" + port)
            .setContextPath("/")
            .setDefaultEncoding("UTF-8")
            .addServletContainerInitializer(
                new ServletContainerInitializerInfo(
                    BerthInitializer.class,
                    new ImmediateInstanceFactory<>(new BerthInitializer()),
                    Set.of()))
            .addServlet(
                Servlets.servlet("app", servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                    .addMapping("/")
                    .setAsyncSupported(true));
    settings.forEach(info::addInitParameter);
    deployment = Servlets.newContainer().addDeployment(info);
    deployment.deploy();
    server =
        Undertow.builder()
            .addHttpListener(port, Site.HOST)
            .setIoThreads(2)
            .setWorkerThreads(20)
            .setHandler(deployment.start())
            .build();
    server.start();
  }

  @Override
  public BerthContext berth() {
    return BerthContext.of(deployment.getDeployment().getServletContext());
  }

  @Override
  public String url(String path) {
    return "http://" + Site.HOST + ":" + port + path;
  }

  @Override
  public void close() throws ServletException {
    server.stop();
    deployment.stop();
    deployment.undeploy();
  }
}
