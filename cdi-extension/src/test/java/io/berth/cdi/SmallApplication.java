package io.berth.cdi;

import io.berth.cdi.webapp.FrontDesk;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** {@code io.berth.cdi.webapp} as a web application; Berth itself comes from the class path. */
final class SmallApplication {
  private static final String CLASSES = "io/berth/cdi/webapp";

  private SmallApplication() {}

  static void write(Path application) throws IOException, URISyntaxException {
    Path web = Files.createDirectories(application.resolve("WEB-INF"));
    Path compiled =
        Path.of(FrontDesk.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(CLASSES);
    Path there = Files.createDirectories(web.resolve("classes").resolve(CLASSES));
    try (Stream<Path> classes = Files.list(compiled)) {
      for (Path each : classes.toList()) {
        Files.copy(each, there.resolve(each.getFileName().toString()));
      }
    }
    Files.createDirectories(web.resolve("lib"));
    discover(application, "annotated");
  }

  /** Which of its classes are beans. */
  static void discover(Path application, String mode) throws IOException {
    Files.writeString(
        application.resolve("WEB-INF/beans.xml"),
        "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
            + " bean-discovery-mode=\""
            + mode
            + "\"/>");
  }

  static Context deploy(Tomcat tomcat, Path application, Map<String, String> settings) {
    Context context = new StandardContext();
    context.setPath("");
    context.setName("");
    context.setDocBase(application.toString());
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    context.addLifecycleListener(config);
    ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
    settings.forEach(context::addParameter);
    tomcat.getHost().addChild(context);
    return context;
  }
}
