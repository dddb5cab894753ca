package io.berth.filter;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * One web application on an embedded Tomcat of its own, with Berth in front and one servlet behind.
 */
final class Site implements Answering {
  static final String HOST = "127.0.0.1";

  private final Tomcat tomcat = new Tomcat();
  private final Context context;
  private final int port;

  private Site(int port, HttpServlet servlet, Map<String, String> settings) throws IOException {
    this.port = port;
    Path base = Files.createTempDirectory("berth-site");
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", HOST);
    context = tomcat.addContext("", base.toString());
    context.addServletContainerInitializer(new BerthInitializer(), Set.of());
    settings.forEach(context::addParameter);
    Tomcat.addServlet(context, "app", servlet).setAsyncSupported(true);
    context.addServletMappingDecoded("/", "app");
  }

  static Site start(int port, HttpServlet servlet, Map<String, String> settings)
      throws IOException, LifecycleException {
    Site site = new Site(port, servlet, settings);
    site.tomcat.start();
    return site;
  }

  static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  /** Settings of a node that every test needs. */
  static Map<String, String> node(String manager, int port) {
    Map<String, String> settings = new HashMap<>();
    settings.put("berth.node", "node-" + manager);
    settings.put("berth.manager", manager);
    settings.put("berth.address", "http://" + HOST + ":" + port);
    settings.put("berth.keys", "development");
    settings.put("berth.cookie.secure", "false");
    settings.put("berth.drain.notice", "0"); // nobody looks
    return settings;
  }

  /** Settings of a router that holds nothing and knows of one node. */
  static Map<String, String> front(String name, int port, String manager, int nodePort) {
    Map<String, String> settings = node(name, port);
    settings.put("berth.capacity", "0");
    settings.put(
        "berth.members", manager + "/node-" + manager + "=http://" + HOST + ":" + nodePort);
    return settings;
  }

  @Override
  public BerthContext berth() {
    return BerthContext.of(context.getServletContext());
  }

  @Override
  public String url(String path) {
    return "http://" + HOST + ":" + port + path;
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
