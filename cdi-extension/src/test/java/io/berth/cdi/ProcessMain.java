package io.berth.cdi;

import io.berth.allocator.Allocator;
import io.berth.cdi.webapp.Greeted;
import io.berth.cdi.webapp.Rooms;
import io.berth.cdi.webapp.Visits;
import io.berth.filter.BerthInitializer;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * Each part of Berth as a process of its own (claims 7 to 9). Arguments: {@code router}, {@code
 * application} or {@code allocator}, then port and directory where there is a server, and its
 * address if that is not the loopback one. Settings come by the environment; the process ends with
 * its standard input.
 */
public final class ProcessMain {
  private ProcessMain() {}

  public static void main(String[] arguments) throws Exception {
    try (AutoCloseable process = start(arguments)) {
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // until whoever started this is gone
      }
    }
  }

  private static AutoCloseable start(String[] arguments) throws Exception {
    return switch (arguments[0]) {
      case "router" -> router(tomcat(arguments), Path.of(arguments[2]));
      case "application" -> application(tomcat(arguments), Path.of(arguments[2]));
      default -> allocator();
    };
  }

  private static final class Front extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("front");
    }
  }

  /** The filter and nothing else: neither CDI nor database is on the class path. */
  private static AutoCloseable router(Tomcat tomcat, Path directory) throws Exception {
    for (String name : Set.of("io.berth.cdi.BerthExtension", "org.hibernate.Hibernate")) {
      if (ProcessMain.class.getResource("/" + name.replace('.', '/') + ".class") != null) {
        throw new IllegalStateException(name + " is on the class path of the router");
      }
    }
    Context context = tomcat.addContext("", directory.toString());
    context.addServletContainerInitializer(new BerthInitializer(), Set.of());
    Tomcat.addServlet(context, "front", new Front()).setAsyncSupported(true);
    context.addServletMappingDecoded("/", "front");
    return started(tomcat);
  }

  private static AutoCloseable application(Tomcat tomcat, Path directory) throws Exception {
    Path application = directory.resolve("application");
    SmallApplication.write(application);
    SmallApplication.deploy(tomcat, application, Map.of());
    return started(tomcat);
  }

  private static Tomcat tomcat(String[] arguments) throws IOException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createDirectories(Path.of(arguments[2])).toString());
    tomcat.setPort(Integer.parseInt(arguments[1]));
    tomcat.getConnector().setProperty("address", arguments.length > 3 ? arguments[3] : "127.0.0.1");
    return tomcat;
  }

  private static AutoCloseable started(Tomcat tomcat) throws Exception {
    tomcat.start();
    return tomcat::stop;
  }

  /** Makes stock; no server, no request ever comes here. */
  private static AutoCloseable allocator() {
    SeContainer container =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(BerthExtension.class)
            .addBeanClasses(Rooms.class, Visits.class, Greeted.class)
            .initialize();
    container.select(Allocator.class).get().stock();
    return container;
  }
}
