package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server of the system with its data on one small disk and its log on another, both in
 * memory and seen by nobody else: a test may fill them. A shell in namespaces of its own mounts
 * them and runs what it is told, line by line; when it hears no more it takes the server along.
 */
final class SmallDisks implements AutoCloseable {
  /** One of the two. */
  enum Disk {
    DATA,
    LOG;

    private String folder() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String BIN = "/usr/lib/postgresql/15/bin/";
  private static final String MOUNT =
      "set -e; cd $0; mkdir data log; mount -t tmpfs -o size=96m,mode=0700 disk data; mount -t"
          + " tmpfs -o size=24m,mode=0700 disk log; exec unshare --user --map-user=$(id -u postgres)"
          + " --map-group=$(id -g postgres) sh -c \"$1\"";
  private static final String SHELL =
      "cd .; echo 0; while read -r line; do eval \"$line\" >>said 2>&1 </dev/null; echo $?; done; "
          + BIN
          + "pg_ctl -D data/pg -m immediate stop >>said 2>&1";

  private final Path folder;
  private final Process shell;
  private final BufferedReader answers;
  private final int port;

  private SmallDisks(Path folder) throws IOException {
    this.folder = folder;
    shell =
        new ProcessBuilder(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                MOUNT,
                folder.toString(),
                SHELL)
            .redirectErrorStream(true)
            .start();
    answers =
        new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
  }

  /** Without PostgreSQL, or the right to mount, the test is loudly skipped; on CI it fails. */
  static SmallDisks startOrSkip(Path folder) throws IOException {
    SmallDisks disks = new SmallDisks(folder);
    String first = Files.isExecutable(Path.of(BIN + "initdb")) ? disks.answers.readLine() : BIN;
    if (!"0".equals(first)) {
      disks.close();
      String message = "SKIPPED: no PostgreSQL 15, or no disk of one's own here: " + first;
      if (System.getenv("CI") != null) {
        return fail(message);
      }
      System.err.println(message);
      return abort(message);
    }
    disks.run(
        BIN
            + "initdb -D data/pg -X \"$PWD/log/pg\" -A trust -U postgres --no-sync --wal-segsize=1"
            + " && printf \"listen_addresses = '127.0.0.1'\\nport = "
            + disks.port
            + "\\nunix_socket_directories = ''\\nfsync = off\\nshared_buffers = 16MB\\n"
            + "min_wal_size = 2MB\\nmax_wal_size = 6MB\\n\" >>data/pg/postgresql.conf");
    disks.start();
    return disks;
  }

  /** Starts the server, again if it has not given up yet. */
  void start() throws IOException {
    String control = BIN + "pg_ctl -D data/pg ";
    run(control + "-m immediate stop; " + control + "-l server -w start");
  }

  void fill(Disk disk) throws IOException {
    run("! dd if=/dev/zero bs=4k of=" + disk.folder() + "/ballast");
  }

  void makeRoom(Disk disk) throws IOException {
    run("rm " + disk.folder() + "/ballast");
  }

  private void run(String command) throws IOException {
    shell.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    shell.getOutputStream().flush();
    assertThat(answers.readLine()).as("%s: %s", command, said()).isEqualTo("0");
  }

  private String said() throws IOException {
    Path said = folder.resolve("said");
    return Files.exists(said) ? Files.readString(said) : "";
  }

  /** An empty database of this name. */
  Authority authority(String name) throws SQLException {
    String server = "jdbc:postgresql://127.0.0.1:" + port + "/";
    try (Connection connection = DriverManager.getConnection(server + "postgres", "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return Authority.at(server + name, "postgres", "", Duration.ofSeconds(1));
  }

  @Override
  public void close() throws IOException {
    shell.getOutputStream().close();
    try {
      assertThat(shell.waitFor(30, TimeUnit.SECONDS)).as(said()).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shell.destroyForcibly();
    }
  }
}
