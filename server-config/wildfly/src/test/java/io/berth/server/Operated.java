package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.filter.Balancer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * One WildFly with the sample, configured from stock by {@code apply.sh}, with two users of the
 * management interface; and what an operator has: {@code jboss-cli} and WildFly's JMX client.
 *
 * @param once the configuration after {@code apply.sh}
 * @param twice the same after it has run again
 */
record Operated(
    ServerProcess node,
    EmbeddedPostgres postgres,
    Path base,
    int management,
    String once,
    String twice)
    implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("wildfly.home"));
  private static final String CONFIGURATION = "standalone-ha.xml";

  static Operated start() throws IOException, InterruptedException {
    Path base = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "operated-");
    ServerProcess.configuration(base);
    addUser(base, "reader", "berth-readers");
    addUser(base, "operator", "berth-operators");
    String once = apply(base);
    String twice = apply(base);
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
    int management = Balancer.freePort();
    int port = Balancer.freePort();
    ServerProcess node =
        ServerProcess.wildfly(
            "operated",
            port,
            base,
            settings(port, postgres),
            CONFIGURATION,
            Path.of(System.getProperty("sample.war")),
            List.of("-Djboss.management.http.port=" + management));
    Operated operated = new Operated(node, postgres, base, management, once, twice);
    try {
      node.awaitAnswer();
    } catch (RuntimeException e) {
      operated.close();
      throw e;
    }
    return operated;
  }

  private static Map<String, String> settings(int port, EmbeddedPostgres postgres) {
    return Map.of(
        "BERTH_NODE", "operated",
        "BERTH_MANAGER", "eu",
        "BERTH_ADDRESS", "http://127.0.0.1:" + port,
        "BERTH_KEYS", "development",
        "BERTH_COOKIE_SECURE", "false",
        "BERTH_DATASOURCE", "java:jboss/datasources/berth",
        "BERTH_DATASOURCE_JTA", "java:jboss/datasources/berth-jta",
        "AUTHORITY_URL", postgres.getJdbcUrl("postgres", "postgres"),
        "AUTHORITY_USER", "postgres",
        "AUTHORITY_PASSWORD", "trusted-anyway");
  }

  private static void addUser(Path base, String user, String group)
      throws IOException, InterruptedException {
    run(
        base,
        HOME.resolve("bin/add-user.sh").toString(),
        "-sc",
        base.resolve("configuration").toString(),
        "-u",
        user,
        "-p",
        user + "-of-the-test",
        "-g",
        group);
  }

  private static String apply(Path base) throws IOException, InterruptedException {
    String said =
        run(
            base,
            Path.of("apply.sh").toAbsolutePath().toString(),
            HOME.toString(),
            CONFIGURATION,
            "undertow",
            "datasource",
            "logging",
            "roles");
    String file = Files.readString(base.resolve("configuration").resolve(CONFIGURATION));
    assertThat(file).as(said).contains("java:jboss/datasources/berth");
    return file;
  }

  /** What the command said; whether it went well is for the caller to see. */
  private static String run(Path base, String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("sh"));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JBOSS_BASE_DIR", base.toString());
    builder.environment().put("POSTGRESQL_JAR", System.getProperty("postgresql.jar"));
    Process process = builder.start();
    process.getOutputStream().close(); // nobody answers what it may ask
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** As a user of this machine, who needs no name. */
  String cli(String command) throws IOException, InterruptedException {
    return run(base, cli(), "--connect", controller(), "--command=" + command);
  }

  String cliAs(String user, String command) throws IOException, InterruptedException {
    return run(
        base,
        cli(),
        "--connect",
        controller(),
        "--no-local-auth",
        "--user=" + user,
        "--password=" + user + "-of-the-test",
        "--command=" + command);
  }

  private static String cli() {
    return HOME.resolve("bin/jboss-cli.sh").toString();
  }

  private String controller() {
    return "--controller=127.0.0.1:" + management;
  }

  /** By the jar that WildFly ships for clients, and nothing else. */
  @SuppressWarnings("BanJNDI") // the test's own server
  JMXConnector jmx(String user, String password) throws IOException {
    URL jar = HOME.resolve("bin/client/jboss-client.jar").toUri().toURL();
    ClassLoader client = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(client);
    try {
      return JMXConnectorFactory.connect(
          new JMXServiceURL("service:jmx:remote+http://127.0.0.1:" + management),
          Map.of(
              JMXConnector.CREDENTIALS,
              new String[] {user, password},
              JMXConnectorFactory.PROTOCOL_PROVIDER_CLASS_LOADER,
              client));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  Path file(String name) {
    return base.resolve(name);
  }

  String read(String name) throws IOException {
    return Files.readString(file(name));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    node.close();
    postgres.close();
  }
}
