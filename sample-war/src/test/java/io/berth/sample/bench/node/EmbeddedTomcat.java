package io.berth.sample.bench.node;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;

/**
 * Tomcat with its defaults, except that it never closes a connection that is in use, and keeps the
 * objects of as many requests as there are connections, as it advises those who answer
 * asynchronously to have it and as {@code server-config/tomcat} does.
 */
final class EmbeddedTomcat {
  private final Tomcat tomcat = new Tomcat();
  private final Context context;

  EmbeddedTomcat(int port) throws IOException {
    Path base = Files.createTempDirectory("berth-bench");
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", Setup.HOST);
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    tomcat.getConnector().setProperty("processorCache", "1000");
    tomcat.getConnector().setProperty("socket.appWriteBufSize", "32768");
    context = tomcat.addContext("", base.toString());
  }

  Context context() {
    return context;
  }

  /** The servlet that answers everything. */
  Wrapper serve(HttpServlet servlet) {
    Wrapper wrapper = Tomcat.addServlet(context, "app", servlet);
    wrapper.setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "app");
    return wrapper;
  }

  /**
   * @return the version that runs
   */
  String start() throws LifecycleException {
    tomcat.start();
    return ServerInfo.getServerInfo().replace("Apache Tomcat/", "");
  }
}
