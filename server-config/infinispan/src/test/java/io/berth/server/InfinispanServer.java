package io.berth.server;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.infinispan.cli.user.UserTool;
import org.infinispan.server.Bootstrap;

/** One Infinispan Server with the shipped configuration, in a process of its own. */
final class InfinispanServer implements AutoCloseable {
  static final String USER = "berth";
  static final String PASSWORD = "only-for-this-test";

  /** What an administrator adds to the realm, so that nobody reads along; see README.md. */
  private static final String IDENTITY =
      "<server-identities><ssl><keystore path=\"servers.p12\" password=\""
          + KeyStores.PASSWORD
          + "\" alias=\"berth\" /></ssl></server-identities>";

  private static final Path FRAGMENT = Path.of("infinispan.xml");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final String name;
  private final Path root;
  private final int port;
  private final int clusterPort;
  private Process process;

  private InfinispanServer(String name, Path root, int port, int clusterPort, String servers)
      throws IOException {
    this.name = name;
    this.root = root;
    this.port = port;
    this.clusterPort = clusterPort;
    this.process = launch(servers);
  }

  /**
   * @param root where its configuration, data and log go
   * @param servers the cluster's addresses, as {@code host[port],host[port]}
   * @param keystore the servers' key and certificate
   */
  static InfinispanServer start(
      String name, Path root, int port, int clusterPort, String servers, Path keystore)
      throws IOException {
    Path configuration = Files.createDirectories(root.resolve("conf"));
    Files.createDirectories(root.resolve("lib")); // without it the server has no class loader
    StandardCopyOption anew = StandardCopyOption.REPLACE_EXISTING;
    String realm = "<security-realm name=\"default\">";
    Files.writeString(
        configuration.resolve("infinispan.xml"),
        Files.readString(FRAGMENT).replace(realm, realm + IDENTITY));
    Files.copy(keystore, configuration.resolve("servers.p12"), anew);
    Files.copy(
        Path.of("src/test/resources/server-log4j2.xml"), configuration.resolve("log4j2.xml"), anew);
    new UserTool(root, null, null)
        .createUser(
            USER,
            PASSWORD,
            UserTool.DEFAULT_REALM_NAME,
            UserTool.Encryption.ENCRYPTED,
            List.of("deployer"),
            UserTool.DEFAULT_ALGORITHMS);
    return new InfinispanServer(name, root, port, clusterPort, servers);
  }

  private Process launch(String servers) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-Dinfinispan.server.home.path=" + root,
                "-Djgroups.bind.port=" + clusterPort,
                "-Dberth.servers=" + servers,
                "-cp",
                classPath(),
                Bootstrap.class.getName()));
    command.addAll(List.of("-s", root.toString(), "-n", name, "-b", "127.0.0.1", "-p", "" + port));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log().toFile()))
        .start();
  }

  /** Without Berth and what its nodes run on: a server in the field knows nothing of them. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator, -1))
        .filter(each -> each.endsWith(".jar"))
        .filter(each -> !Path.of(each).getFileName().toString().matches("(berth|tomcat)-.*"))
        .collect(joining(File.pathSeparator));
  }

  private Path log() {
    return root.resolveSibling(name + ".log");
  }

  /** Waits until it serves, in a cluster of so many. */
  void awaitMembers(int count) {
    await(name + " serves with " + count + " members; see " + log())
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended:\n" + said());
              }
              return said().contains("ISPN080001") && said().contains("(" + count + ") [");
            });
  }

  private String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it decides for all of them what becomes of the caches when one is gone. */
  boolean leads() {
    String said = said();
    return said.startsWith(name + "(", said.lastIndexOf("for channel berth: [") + 20);
  }

  /** As {@code berth.cluster.hosts} wants it. */
  String address() {
    return "127.0.0.1[" + port + "]";
  }

  /** Physical memory in use, in MiB. */
  long residentMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** With signal 9: it has no time to say good-bye. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The same server again, with what it had on its disk. */
  void restart(String servers) throws IOException {
    process = launch(servers);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
