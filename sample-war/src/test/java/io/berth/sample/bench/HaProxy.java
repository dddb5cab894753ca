package io.berth.sample.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** HAProxy of this machine, when it is installed: one thread, routing by the plain cookie. */
final class HaProxy {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/haproxy"),
          Path.of("/usr/local/sbin/haproxy"),
          Path.of("/opt/homebrew/bin/haproxy"));

  private HaProxy() {}

  static Optional<Path> program() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  static String version(Path program) throws IOException {
    Process asked = new ProcessBuilder(program.toString(), "-v").start();
    try (var lines = asked.inputReader()) {
      return String.valueOf(lines.readLine()).replaceFirst("^HAProxy version (\\S+).*", "$1");
    }
  }

  /** The command that runs it in the foreground. */
  static List<String> command(Path program, Path directory, int port, int backendPort)
      throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            global
              nbthread 1
              maxconn 4000
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              http-reuse always
            frontend front
              bind 127.0.0.1:%d
              use_backend %%[req.cook(route)]
            """
                .formatted(port));
    for (int i = 0; i < Consumers.BACKENDS.length(); i++) {
      text.append(
          "backend %c\n  server node 127.0.0.1:%d\n"
              .formatted(Consumers.BACKENDS.charAt(i), backendPort + i));
    }
    Files.createDirectories(directory);
    Path file = Files.writeString(directory.resolve("haproxy.cfg"), text);
    return List.of(program.toString(), "-db", "-f", file.toString());
  }
}
