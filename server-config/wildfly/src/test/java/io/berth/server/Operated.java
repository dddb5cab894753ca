package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.filter.Balancer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  private static final Duration PATIENCE = Duration.ofSeconds(120);

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
    ServerProcess.deployed(base, SampleWar.with(settings(port), base.resolve("berth-sample.war")));
    ServerProcess node =
        ServerProcess.wildfly(
            "operated",
            port,
            base,
            authority(postgres),
            CONFIGURATION,
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

  /** In the WAR, for the same server has other applications, too. */
  private static Map<String, String> settings(int port) {
    return Map.of(
        "berth.node", "operated",
        "berth.manager", "eu",
        "berth.address", "http://127.0.0.1:" + port,
        "berth.datasource", "java:jboss/datasources/berth",
        "berth.datasource.jta", "java:jboss/datasources/berth-jta");
  }

  private static Map<String, String> authority(EmbeddedPostgres postgres) {
    return Map.of(
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
    Ended applied =
        run(
            base,
            Path.of("apply.sh").toAbsolutePath().toString(),
            HOME.toString(),
            CONFIGURATION,
            "undertow",
            "datasource",
            "logging",
            "roles");
    assertThat(applied.status()).as(applied.said()).isZero();
    return Files.readString(base.resolve("configuration").resolve(CONFIGURATION));
  }

  /** How a command has ended, and what it said; whether that is well is for the caller to see. */
  private record Ended(int status, String said) {}

  private static Ended run(Path base, String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("sh"));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JBOSS_BASE_DIR", base.toString());
    builder.environment().put("POSTGRESQL_JAR", System.getProperty("postgresql.jar"));
    Path said = Files.createTempFile(base, "said-", ".txt"); // a pipe would have to be waited for
    Process process = builder.redirectOutput(said.toFile()).start();
    process.getOutputStream().close(); // nobody answers what it may ask
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IllegalStateException(command[0] + " does not end; see " + said);
    }
    return new Ended(process.exitValue(), Files.readString(said));
  }

  String cli(String command) throws IOException, InterruptedException {
    return cli(base, management, command);
  }

  /** As a user of this machine, who needs no name. */
  static String cli(Path base, int management, String command)
      throws IOException, InterruptedException {
    return run(
            base,
            cli(),
            "--connect",
            "--timeout=60000",
            controller(management),
            "--command=" + command)
        .said();
  }

  String cliAs(String user, String command) throws IOException, InterruptedException {
    return run(
            base,
            cli(),
            "--connect",
            controller(management),
            "--no-local-auth",
            "--user=" + user,
            "--password=" + user + "-of-the-test",
            "--command=" + command)
        .said();
  }

  private static String cli() {
    return HOME.resolve("bin/jboss-cli.sh").toString();
  }

  private static String controller(int management) {
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

  /** A second application, deployed as an administrator would. */
  void deploy(String name, Map<String, String> settings) throws IOException {
    Path war = SampleWar.with(settings, file(name + ".war"));
    Files.move(war, file("deployments/" + name + ".war")); // whole at once: somebody looks there
    node.awaitAnswer(name + "/node.json");
  }

  /** By the marker that the deployer has left; returns when it is gone. */
  void undeploy(String name) throws IOException {
    Files.delete(file("deployments/" + name + ".war.deployed"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(file("deployments/" + name + ".war.undeployed")));
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
