package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.berth.forward.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real balancer with its shipped configuration, as it is, in front of two addresses. */
public final class Balancer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Process process;
  private final Path log;
  private final int port;

  /** Those that there is a file for. */
  public enum Kind {
    HAPROXY("/usr/sbin/haproxy", "") {
      @Override
      ProcessBuilder command(Path home, int port, String node1, String node2) {
        ProcessBuilder command =
            new ProcessBuilder(program, "-db", "-f", shipped("haproxy/haproxy.cfg").toString());
        command
            .environment()
            .putAll(
                Map.of(
                    "BERTH_FRONT",
                    HOST + ":" + port,
                    "BERTH_NODE_1",
                    node1,
                    "BERTH_NODE_2",
                    node2));
        return command;
      }
    },
    /** It knows no environment: the addresses are put into the text. */
    NGINX("/usr/sbin/nginx", "") {
      @Override
      ProcessBuilder command(Path home, int port, String node1, String node2) throws IOException {
        String placed =
            placed("nginx/berth.conf", node1, node2)
                .replace("listen 8000;", "listen " + HOST + ":" + port + ";");
        String around =
            (isRoot() ? "user root;\n" : "")
                + "daemon off; worker_processes 1; pid nginx.pid;\nevents {}\nhttp {\naccess_log"
                + " off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path"
                + " fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n";
        Path file = Files.writeString(home.resolve("nginx.conf"), around + placed + "}\n");
        return new ProcessBuilder(
            program, "-p", home.toString(), "-e", "stderr", "-c", file.toString());
      }
    },
    /** The same, and it has to be told which parts of it are wanted. */
    HTTPD("/usr/sbin/apache2", ".") {
      @Override
      ProcessBuilder command(Path home, int port, String node1, String node2) throws IOException {
        String modules =
            Stream.of(
                    "mpm_event",
                    "authz_core",
                    "headers",
                    "slotmem_shm",
                    "proxy",
                    "proxy_http",
                    "proxy_balancer",
                    "lbmethod_byrequests")
                .map("LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so\n"::formatted)
                .collect(Collectors.joining());
        String around =
            (isRoot() ? "User nobody\nGroup nogroup\n" : "")
                + "ServerName localhost\nListen %s:%d\n".formatted(HOST, port)
                + "PidFile httpd.pid\nDefaultRuntimeDir .\nErrorLog /dev/stderr\n";
        Path file =
            Files.writeString(
                home.resolve("httpd.conf"),
                modules + around + placed("httpd/berth.conf", node1, node2));
        return new ProcessBuilder(
            program, "-d", home.toString(), "-f", file.toString(), "-DFOREGROUND");
      }
    };

    final String program;
    private final String before;

    Kind(String program, String before) {
      this.program = program;
      this.before = before;
    }

    abstract ProcessBuilder command(Path home, int port, String node1, String node2)
        throws IOException;

    /** How a node has to say the name that the configuration gives it. */
    public String alias(String name) {
      return before + name;
    }

    /** Where it is not installed the test is skipped; in CI it has to be there. */
    void need() {
      if (!Files.isExecutable(Path.of(program))) {
        assertThat(System.getenv("CI")).as("%s is installed in CI", program).isNull();
        System.err.println("SKIPPED, not shown behind a balancer: no " + program);
        abort("no " + program);
      }
    }
  }

  private Balancer(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * @param node1 where the node called {@code a7} is, as HOST:PORT
   * @param node2 where the one called {@code k2} is
   * @param environment what it is told besides
   */
  public static Balancer start(
      Kind kind, String node1, String node2, Map<String, String> environment) throws IOException {
    kind.need();
    String name = kind.name().toLowerCase(Locale.ROOT);
    Path home = Files.createDirectories(Path.of("target", name).toAbsolutePath());
    Path log = home.resolve(name + ".log");
    int port = freePort();
    ProcessBuilder command =
        kind.command(home, port, node1, node2)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().putAll(environment);
    Balancer started = new Balancer(command.start(), log, port);
    await(name + " opens its port; see " + log)
        .atMost(Duration.ofSeconds(20))
        .until(started::answers);
    return started;
  }

  private static String placed(String file, String node1, String node2) throws IOException {
    return Files.readString(shipped(file))
        .replace(HOST + ":8080", node1)
        .replace(HOST + ":8081", node2);
  }

  /** Tests run in the directory of their module. */
  private static Path shipped(String file) {
    return List.of(Path.of("..", "server-config", file), Path.of("..", file)).stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow()
        .toAbsolutePath();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Where it listens, as HOST:PORT. */
  public String authority() {
    return HOST + ":" + port;
  }

  /** A port where nobody listens. */
  public static int freePort() throws IOException {
    return Ports.free();
  }

  private boolean answers() {
    assertThat(process.isAlive()).as("it runs; see " + log).isTrue();
    try (Socket socket = new Socket(HOST, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
