package io.berth.sample.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.JreMemoryLeakPreventionListener;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.ThreadLocalLeakPreventionListener;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ApplicationParameter;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** A Tomcat in the test's own JVM, where the unpacked WAR is deployed under any path. */
final class OneTomcat implements AutoCloseable {
  private final Tomcat tomcat = new Tomcat();
  private final Path application;
  private final Path work;
  private final int port = ThreeNodes.freePort(27_300);

  private OneTomcat(Path application) throws IOException {
    this.application = application.toAbsolutePath();
    this.work = Files.createDirectories(application.resolveSibling("work")).toAbsolutePath();
  }

  static OneTomcat start(String name) throws IOException, LifecycleException {
    OneTomcat one = new OneTomcat(ThreeNodes.application(name));
    one.tomcat.setBaseDir(one.work.toString());
    Connector connector = new Connector();
    connector.setPort(one.port);
    connector.setProperty("address", "127.0.0.1");
    one.tomcat.setConnector(connector);
    // As in the shipped server.xml: Tomcat's threads are renewed when an application has ended,
    // and drivers are looked for before the first one comes.
    one.tomcat.getServer().addLifecycleListener(new JreMemoryLeakPreventionListener());
    one.tomcat.getServer().addLifecycleListener(new ThreadLocalLeakPreventionListener());
    one.tomcat.start();
    return one;
  }

  /** The same as a node of a cluster of one, for who speaks to nodes. */
  DemoNode node() {
    return new DemoNode("one", "one", port, 0);
  }

  /**
   * @param path of the context, with its slash; its stores are named after it
   * @param settings beat what the application's own descriptor says
   */
  Context deploy(String path, Map<String, String> settings) {
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    Context context = new StandardContext();
    context.setPath(path);
    context.setDocBase(application.toString());
    scan((StandardJarScanner) context.getJarScanner());
    context.setContainerSciFilter("io\\.berth|weld|infinispan");
    context.addLifecycleListener(config);
    String store = "jdbc:h2:file:" + work + path + "-";
    parameter(context, "sample.store.url", store + "store");
    parameter(context, "sample.names.url", store + "names");
    parameter(context, "berth.jdbc.url", store + "authority");
    settings.forEach((name, value) -> parameter(context, name, value));
    tomcat.getHost().addChild(context);
    if (context.getState() != LifecycleState.STARTED) {
      throw new IllegalStateException(path + " did not start; see the log");
    }
    return context;
  }

  /** Without the class path of the test. */
  private static void scan(StandardJarScanner scanner) {
    scanner.setJarScanFilter(NodeMain.librariesToRead());
    scanner.setScanClassPath(false);
  }

  void undeploy(Context context) throws LifecycleException {
    context.stop();
    tomcat.getHost().removeChild(context);
    context.destroy();
  }

  /** What the environment says on a real server; it beats the application's own word. */
  private static void parameter(Context context, String name, String value) {
    ApplicationParameter parameter = new ApplicationParameter();
    parameter.setName(name);
    parameter.setValue(value);
    parameter.setOverride(false);
    context.addApplicationParameter(parameter);
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
