package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.berth.filter.Balancer;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The sample application in an unpacked server, with files and a process of its own. */
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /**
   * Small and soon up, for several of them share a small machine. What is softly referred to goes
   * with every full collection, so that whatever remains is really held.
   */
  private static final String MEMORY =
      "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:SoftRefLRUPolicyMSPerMB=0"
          + " -Djava.net.preferIPv4Stack=true";

  private final String node;
  private final int port;
  private final Path log;
  private final Process process;

  private ServerProcess(
      String node, int port, Path base, List<String> command, Map<String, String> environment)
      throws IOException {
    this.node = node;
    this.port = port;
    this.log = base.resolveSibling(node + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    this.process = builder.start();
  }

  /**
   * @param base an empty directory
   * @param settings Berth's and the sample's, as the environment has them
   */
  static ServerProcess tomcat(String node, int port, Path base, Map<String, String> settings)
      throws IOException {
    Path home = Path.of(System.getProperty("tomcat.home"));
    copy(home.resolve("conf"), base.resolve("conf"));
    Files.delete(base.resolve("conf/server.xml"));
    Files.copy(Path.of("../tomcat/server.xml"), base.resolve("conf/server.xml"));
    Files.createDirectories(base.resolve("temp"));
    deploy(System.getProperty("tomcat.war"), base.resolve("webapps"));
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("CATALINA_HOME", home.toString());
    environment.put("CATALINA_BASE", base.toString());
    environment.put(
        "CATALINA_OPTS", MEMORY + " -Dberth.shutdown.port=-1 -Dberth.http.port=" + port);
    String script = home.resolve("bin/catalina.sh").toString();
    return new ServerProcess(node, port, base, List.of("sh", script, "run"), environment);
  }

  /** The same on WildFly, configured by the shipped fragments. */
  static ServerProcess wildfly(String node, int port, Path base, Map<String, String> settings)
      throws IOException {
    deployed(base, Path.of(System.getProperty("sample.war")));
    return wildfly(node, port, base, settings, "standalone-berth.xml", List.of());
  }

  /** Copies WildFly's configurations to where a server of its own shall have them. */
  static void configuration(Path base) throws IOException {
    copy(
        Path.of(System.getProperty("wildfly.home"), "standalone/configuration"),
        base.resolve("configuration"));
  }

  /** What a WildFly needs in {@code base}; what is there already, as at a restart, stays. */
  static void deployed(Path base, Path war) throws IOException {
    if (!Files.exists(base.resolve("configuration"))) {
      configuration(base);
    }
    deploy(war.toString(), base.resolve("deployments"));
  }

  /**
   * A WildFly with what is in {@code base}.
   *
   * @param more arguments of the server's
   */
  static ServerProcess wildfly(
      String node,
      int port,
      Path base,
      Map<String, String> settings,
      String configuration,
      List<String> more)
      throws IOException {
    Path home = Path.of(System.getProperty("wildfly.home"));
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("JBOSS_HOME", home.toString());
    environment.put("JAVA_OPTS", MEMORY + " -Djboss.modules.system.pkgs=org.jboss.byteman");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", home.resolve("bin/standalone.sh").toString()));
    command.addAll(List.of("-c", configuration));
    command.add("-Djboss.server.base.dir=" + base);
    command.add("-Djboss.http.port=" + port);
    for (String other : List.of("https", "ajp", "management.http", "management.https")) {
      command.add("-Djboss." + other + ".port=" + Balancer.freePort());
    }
    command.addAll(more); // the last one counts
    return new ServerProcess(node, port, base, command, environment);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** Under one name on all servers, for a request is forwarded with its path. */
  private static void deploy(String war, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path here = folder.resolve("berth-sample.war");
    if (!Files.exists(here)) { // it is, where a server is started again
      Files.copy(Path.of(war), here);
    }
  }

  String node() {
    return node;
  }

  URL base() throws IOException {
    return URI.create("http://127.0.0.1:" + port + "/berth-sample/").toURL();
  }

  void awaitAnswer() {
    awaitAnswer("berth-sample/node.json");
  }

  /** Until there is something at {@code path}, which names the application first. */
  void awaitAnswer(String path) {
    await(node + " answers; see " + log)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> answers(path));
  }

  private boolean answers(String path) {
    if (!process.isAlive()) {
      throw new IllegalStateException(node + " has ended; see " + log);
    }
    try {
      URL server = URI.create("http://127.0.0.1:" + port + "/").toURL();
      return new Visitor(server).get(path).status() == 200;
    } catch (IOException | IllegalArgumentException notYet) {
      return false;
    }
  }

  /** The nodes of the cluster, as an operator of this one sees them by JMX. */
  List<String> nodes() throws IOException, JMException, AttachNotSupportedException {
    return List.of((String[]) read("io.berth:type=Node,node=" + node, "Nodes"));
  }

  /** An attribute of the first bean that has such a name. */
  @SuppressWarnings("BanJNDI") // the address is this machine's, and our own process told it
  Object read(String bean, String attribute)
      throws IOException, JMException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(java().pid()));
    String address;
    try {
      address = machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName name =
          beans.queryNames(new ObjectName(bean), null).stream()
              .findFirst()
              .orElseThrow(() -> new InstanceNotFoundException(bean));
      return beans.getAttribute(name, attribute);
    }
  }

  /** The scripts start it, or become it. */
  private ProcessHandle java() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(each -> each.info().command().orElse("").endsWith(File.separator + "java"))
        .findFirst()
        .orElseThrow();
  }

  /** What the JDK's {@code jcmd} says of it. */
  String jcmd(String command) throws IOException {
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked = new ProcessBuilder(program, Long.toString(java().pid()), command).start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** With signal 9: it has no time to say good-bye. */
  void kill() throws InterruptedException {
    java().destroyForcibly();
    process.waitFor();
  }

  /** With signal 15, as an operator's stop does; it ends later. */
  void terminate() {
    assertThat(java().destroy()).as("%s is asked to end", node).isTrue();
  }

  void awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s ends; see %s", node, log)
        .isTrue();
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      kill();
    }
  }
}
