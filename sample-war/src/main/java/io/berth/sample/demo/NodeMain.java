package io.berth.sample.demo;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.JarScanFilter;
import org.apache.tomcat.util.scan.StandardJarScanFilter;

/**
 * One node: an embedded Tomcat with the web application as the only thing in it. Arguments: port,
 * the unpacked WAR, a directory to work in. Berth's settings come by the environment.
 */
public final class NodeMain {
  /**
   * Flyway tells of every version of every workspace; held here, or the level would be forgotten.
   */
  private static final Logger TALKATIVE = Logger.getLogger("org.flywaydb");

  private NodeMain() {}

  public static void main(String[] arguments) throws LifecycleException {
    TALKATIVE.setLevel(Level.WARNING);
    Tomcat tomcat =
        node(Integer.parseInt(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    LauncherWatch.start(() -> stop(tomcat));
    tomcat.start();
    Context application = (Context) tomcat.getHost().findChildren()[0];
    if (application.getState() != LifecycleState.STARTED) {
      System.err.println("The web application did not start; see above.");
      System.exit(1);
    }
    tomcat.getServer().await();
  }

  static Tomcat node(int port, Path application, Path work) {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(work.toString());
    Connector connector = new Connector();
    connector.setPort(port);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxThreads", "64");
    connector.setProperty("minSpareThreads", "4");
    tomcat.setConnector(connector);
    tomcat.setAddDefaultWebXmlToWebapp(false);
    Context context = tomcat.addWebapp("", application.toAbsolutePath().toString());
    context.getJarScanner().setJarScanFilter(librariesToRead());
    return tomcat;
  }

  /**
   * Otherwise Tomcat reads every class of every library, for seconds, in search of annotations that
   * it finds in these alone.
   */
  static JarScanFilter librariesToRead() {
    StandardJarScanFilter filter = new StandardJarScanFilter();
    filter.setDefaultPluggabilityScan(false);
    filter.setPluggabilityScan("berth-*.jar,weld-*.jar");
    return filter;
  }

  private static void stop(Tomcat tomcat) {
    try {
      tomcat.stop();
    } catch (LifecycleException e) {
      System.err.println("the node did not stop cleanly: " + e);
    }
  }
}
