package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.catalina.Context;
import org.apache.catalina.Host;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.JreMemoryLeakPreventionListener;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.ThreadLocalLeakPreventionListener;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ApplicationParameter;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.junit.jupiter.api.Test;

/**
 * The whole application is deployed and taken away again and again in one Tomcat: afterwards there
 * is no thread, timer, MBean or driver of it left. Whether its class loader goes is not shown. A
 * few times in a build; {@code -Prolling} makes it fifty.
 */
class RedeployIT {
  private static final int TIMES = Integer.getInteger("redeploy.times", 4);

  /** The JVM's own, Tomcat's and this test's. */
  private static final Set<String> NOT_ITS =
      Set.of(
          "ForkJoinPool",
          "Cleaner",
          "process reaper",
          "Attach",
          "RMI",
          "http-nio",
          "Catalina-utility",
          "HttpClient",
          "awaitility",
          "surefire");

  @Test
  void noThreadBeanOrDriverOfAnApplicationOutlivesIt() throws Exception {
    Path application = ThreeNodes.application("redeploy");
    Path work = application.resolveSibling("work");
    int port = ThreeNodes.freePort(27_300);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createDirectories(work).toString());
    Connector connector = new Connector();
    connector.setPort(port);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    // As in the shipped server.xml: Tomcat's threads are renewed when an application has ended,
    // and drivers are looked for before the first one comes.
    tomcat.getServer().addLifecycleListener(new JreMemoryLeakPreventionListener());
    tomcat.getServer().addLifecycleListener(new ThreadLocalLeakPreventionListener());
    tomcat.start();
    try {
      redeploy(tomcat, application, work, port); // what a JVM starts once is not ours
      Set<Thread> threads = threads();
      for (int i = 0; i < TIMES; i++) {
        redeploy(tomcat, application, work, port);
      }
      assertThat(beans()).isEmpty();
      assertThat(drivers()).isEmpty();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                Set<Thread> more = threads();
                more.removeAll(threads);
                assertThat(more).isEmpty();
              });
      System.out.println(TIMES + " redeployments, no thread, MBean or driver is left");
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  /** On a thread that ends with it, as Tomcat's own deployer does. */
  private static void redeploy(Tomcat tomcat, Path application, Path work, int port)
      throws Exception {
    FutureTask<Boolean> task =
        new FutureTask<>(() -> deployAndTakeAway(tomcat, application, work, port));
    Thread deployer = new Thread(task, "deployer");
    deployer.start();
    deployer.join();
    assertThat(task.get()).isTrue();
  }

  private static boolean deployAndTakeAway(Tomcat tomcat, Path application, Path work, int port)
      throws Exception {
    Host host = tomcat.getHost();
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    Context context = new StandardContext();
    context.setPath("/app");
    context.setDocBase(application.toAbsolutePath().toString());
    ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false); // this test's own
    context.setContainerSciFilter("io\\.berth|weld|infinispan");
    context.addLifecycleListener(config);
    String store = "jdbc:h2:file:" + work.toAbsolutePath() + "/";
    parameter(context, "sample.store.url", store + "store");
    parameter(context, "sample.names.url", store + "names");
    parameter(context, "berth.jdbc.url", store + "authority");
    host.addChild(context);
    assertThat(context.getState()).isEqualTo(LifecycleState.STARTED);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/app/node.json")).build();
    HttpClient client = HttpClient.newHttpClient();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(beans()).isNotEmpty();
    context.stop();
    host.removeChild(context);
    context.destroy();
    return true;
  }

  /** What the environment says on a real server; it beats the application's own word. */
  private static void parameter(Context context, String name, String value) {
    ApplicationParameter parameter = new ApplicationParameter();
    parameter.setName(name);
    parameter.setValue(value);
    parameter.setOverride(false);
    context.addApplicationParameter(parameter);
  }

  private static Set<ObjectName> beans() throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    Set<ObjectName> beans = server.queryNames(new ObjectName("io.berth:*"), null);
    beans.addAll(server.queryNames(new ObjectName("org.infinispan*:*"), null));
    beans.addAll(server.queryNames(new ObjectName("com.zaxxer.hikari:*"), null));
    return beans;
  }

  private static List<String> drivers() {
    return DriverManager.drivers()
        .map(driver -> driver.getClass().getClassLoader())
        .filter(loader -> loader.getClass().getName().contains("Webapp"))
        .map(Object::toString)
        .toList();
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> NOT_ITS.stream().noneMatch(thread.getName()::contains))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
