package io.berth.filter;

import io.berth.forward.Ports;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Tomcat tomcat = new Tomcat();
  private final Context context;
  private final int port;

  private Site(int port, HttpServlet servlet, Map<String, String> settings) throws IOException {
    this.port = port;
    Path base = folder("site");
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", HOST);
    tomcat.getConnector().setThrowOnFailure(true);
    context = tomcat.addContext("", base.toString());
    context.addServletContainerInitializer(new BerthInitializer(), Set.of());
    settings.forEach(context::addParameter);
    Tomcat.addServlet(context, "app", servlet).setAsyncSupported(true);
    context.addServletMappingDecoded("/", "app");
  }

  /** A new folder that goes with the next clean build. */
  static Path folder(String of) throws IOException {
    Path servers = Files.createDirectories(Path.of("target", "servers").toAbsolutePath());
    return Files.createTempDirectory(servers, of);
  }

  static Site start(int port, HttpServlet servlet, Map<String, String> settings)
      throws IOException, LifecycleException {
    Site site = new Site(port, servlet, settings);
    site.tomcat.start();
    return site;
  }

  static int freePort() throws IOException {
    return Ports.free();
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

  /** A consumer of that home, with no resource and no proof. */
  static Association association(String consumer, String home, long version) {
    ConsumerId id = ConsumerId.of(consumer);
    return new Association(id, home, List.of(), version, 1, Position.UNKNOWN, Set.of(), false);
  }

  @Override
  public BerthContext berth() {
    return BerthContext.of(context.getServletContext());
  }

  @Override
  public String url(String path) {
    return "http://" + HOST + ":" + port + path;
  }

  /** What a client with that token is answered that writes here: the status and the body. */
  String write(String token) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(url("/")))
                .header("Berth-Token", token)
                .POST(BodyPublishers.ofString("x"))
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  /** How many requests were refused here because their consumer is elsewhere. */
  long misdirected() {
    return berth().routes().byReason().getOrDefault("Misdirected.NOT_HERE", 0L);
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
