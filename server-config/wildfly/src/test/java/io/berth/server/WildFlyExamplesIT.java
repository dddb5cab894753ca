package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.filter.Balancer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two stock WildFlys with Tomcat's examples, which know nothing of Berth: put in by the steps of
 * the installation page, once, and copied. Somebody whose home is the other node comes to this one.
 */
class WildFlyExamplesIT {
  private static final List<String> MANAGERS = List.of("eu", "us");
  private static final List<ServerProcess> NODES = new ArrayList<>();
  private static final List<Integer> PORTS = new ArrayList<>();

  private final Examples examples = new Examples();

  @BeforeAll
  static void start() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "examples-");
    Path one = folder.resolve("eu");
    ServerProcess.configuration(one);
    Path application = one.resolve("deployments").resolve(Examples.APP + ".war");
    copy(Path.of(System.getProperty("tomcat.examples"), "webapps", Examples.APP), application);
    takeAwayWhatIsTomcatsAlone(application);
    InstallationPage.follow(
        "WildFlyExamplesIT",
        Map.of(
            "JBOSS_HOME",
            System.getProperty("wildfly.home"),
            "JBOSS_BASE_DIR",
            one.toString(),
            "APPLICATION",
            application.toString()),
        folder.resolve("install.log"));
    copy(one, folder.resolve("us"));
    PORTS.addAll(List.of(Balancer.freePort(), Balancer.freePort()));
    for (int i = 0; i < 2; i++) {
      Map<String, String> settings =
          Map.of(
              "BERTH_NODE",
              "node-" + MANAGERS.get(i),
              "BERTH_MANAGER",
              MANAGERS.get(i),
              "BERTH_ADDRESS",
              address(i),
              "BERTH_MEMBERS",
              MANAGERS.get(1 - i) + "/node-" + MANAGERS.get(1 - i) + "=" + address(1 - i),
              "BERTH_KEYS",
              "development",
              "BERTH_COOKIE_SECURE",
              "false");
      Path base = folder.resolve(MANAGERS.get(i));
      NODES.add(
          ServerProcess.wildfly(
              "node-" + MANAGERS.get(i),
              PORTS.get(i),
              base,
              settings,
              "standalone.xml",
              List.of()));
    }
    for (ServerProcess each : NODES) {
      each.awaitAnswer(Examples.APP + "/berth/ready");
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    for (ServerProcess each : NODES) {
      each.close();
    }
  }

  private static String address(int number) {
    return "http://127.0.0.1:" + PORTS.get(number);
  }

  /**
   * Two filters are Tomcat's own classes, its log comes in a jar, and WildFly refuses the
   * descriptors of the tag libraries (WFLYUT0027).
   */
  private static void takeAwayWhatIsTomcatsAlone(Path application) throws IOException {
    Path web = application.resolve("WEB-INF/web.xml");
    String theirs = "\\s*<filter-name>(Request Dumper Filter|HTTP header security filter)<";
    String text =
        Files.readString(web)
            .replaceAll("(?s)<filter>" + theirs + ".*?</filter>", "")
            .replaceAll("(?s)<filter-mapping>" + theirs + ".*?</filter-mapping>", "")
            .replaceAll("(?s)<taglib>.*?</taglib>", "");
    assertThat(text).doesNotContain("org.apache.catalina");
    Files.writeString(web, text);
    for (String library : List.of("debug", "example", "jsp2-example")) {
      Files.delete(application.resolve("WEB-INF/jsp/" + library + "-taglib.tld"));
    }
    Path libraries = Files.createDirectories(application.resolve("WEB-INF/lib"));
    Files.copy(
        Path.of(System.getProperty("tomcat.examples"), "bin/tomcat-juli.jar"),
        libraries.resolve("tomcat-juli.jar"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path there = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(there);
        } else {
          Files.copy(each, there);
        }
      }
    }
  }

  @Test
  void itsPagesAndSessionsWorkThroughTheWrongNodeWhicheverThatIs() throws Exception {
    for (int wrong = 0; wrong < 2; wrong++) {
      examples.pagesAndSessionsWork(address(wrong), address(1 - wrong), MANAGERS.get(1 - wrong));
    }
  }

  @Test
  void itsAsynchronousSamplesWorkThroughTheWrongNode() throws Exception {
    examples.asynchronousSamplesWork(address(1), "eu");
  }

  @Test
  void itsWebSocketsWorkThroughTheWrongNode() throws Exception {
    examples.webSocketsWork(address(1), "eu");
  }
}
