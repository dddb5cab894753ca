package io.berth.replication;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.berth.forward.Ports;
import io.berth.store.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server of the system, which can replicate: the binaries that Maven provides
 * cannot. Run by the user postgres when the tests are run by root.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static final boolean ROOT = System.getProperty("user.name").equals("root");
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final int port;

  private PostgresServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Where PostgreSQL is missing the tests are loudly skipped; on CI they fail. */
  public static void orSkip() {
    if (Files.isExecutable(BIN.resolve("pg_basebackup"))) {
      return;
    }
    String message = "SKIPPED: there is no PostgreSQL 15 at " + BIN + ", so nothing replicates";
    if (System.getenv("CI") != null) {
      fail(message);
    }
    System.err.println(message);
    abort(message);
  }

  /** A new server with the database {@code app}, the probe's role and functions, and a table. */
  public static PostgresServer primary() throws IOException, SQLException {
    PostgresServer server = new PostgresServer(newFolder(), freePort());
    server.run("initdb", "-D", server.data(), "-A", "trust", "-U", "postgres", "--no-sync");
    server.append(
        "listen_addresses = '127.0.0.1'\n"
            + "wal_level = logical\nmax_wal_senders = 8\nmax_replication_slots = 8\n"
            + "wal_keep_size = 512MB\nshared_buffers = 32MB\nmax_connections = 100\nfsync = off\n");
    server.settle();
    server.start();
    server.run("createdb", "-h", "127.0.0.1", "-p", "" + server.port, "-U", "postgres", "app");
    server.run(
        "psql",
        "-h",
        "127.0.0.1",
        "-p",
        "" + server.port,
        "-U",
        "postgres",
        "-X",
        "-v",
        "ON_ERROR_STOP=1",
        "-v",
        "password=of the probe",
        "-f",
        readable(server, "../server-config/postgresql/probe.sql"),
        "app");
    server.execute("CREATE TABLE account (id bigint PRIMARY KEY, version bigint NOT NULL)");
    return server;
  }

  /** The user postgres may not look into the folder of the project. */
  private static String readable(PostgresServer server, String file) throws IOException {
    Path copy = server.folder.resolve(Path.of(file).getFileName());
    Files.copy(Path.of(file), copy);
    return copy.toString();
  }

  /** A standby of this server, which is up. */
  public PostgresServer standby() throws IOException {
    PostgresServer standby = new PostgresServer(newFolder(), freePort());
    standby.run(
        "pg_basebackup",
        "-h",
        "127.0.0.1",
        "-p",
        "" + port,
        "-U",
        "postgres",
        "-D",
        standby.data(),
        "-R",
        "-X",
        "stream",
        "-c",
        "fast",
        "--no-sync");
    standby.settle();
    standby.append("hot_standby_feedback = on\nwal_retrieve_retry_interval = '100ms'\n");
    standby.start();
    return standby;
  }

  private static Path newFolder() throws IOException {
    Path folder = Files.createTempDirectory("berth-pg-");
    if (ROOT) {
      Files.setOwner(
          folder,
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
    }
    return folder;
  }

  private static int freePort() throws IOException {
    return Ports.free();
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Path log() {
    return folder.resolve("log");
  }

  private void settle() throws IOException {
    append("port = " + port + "\nunix_socket_directories = '" + folder + "'\n");
  }

  private void append(String lines) throws IOException {
    Files.writeString(folder.resolve("data/postgresql.conf"), lines, StandardOpenOption.APPEND);
  }

  public void start() throws IOException {
    run("pg_ctl", "-D", data(), "-l", log().toString(), "-w", "start");
  }

  /** As by a power cut. */
  void kill() throws IOException {
    run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
  }

  public void stop() throws IOException {
    run("pg_ctl", "-D", data(), "-m", "fast", "-w", "stop");
  }

  void promote() throws IOException {
    run("pg_ctl", "-D", data(), "-w", "promote");
  }

  /** Replicates from another server from now on. */
  void follow(PostgresServer primary) throws SQLException {
    execute(
        "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port="
            + primary.port
            + " user=postgres'");
    execute("SELECT pg_reload_conf()");
  }

  /** A standby receives and shows nothing new. */
  public void pause() throws SQLException {
    execute("SELECT pg_wal_replay_pause()"); // asks for it; somewhat later it is so
    await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> number("SELECT (pg_get_wal_replay_pause_state() = 'paused')::int") == 1);
  }

  public void resume() throws SQLException {
    execute("SELECT pg_wal_replay_resume()");
  }

  public String address() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/app";
  }

  /** How the probe gets in. */
  public LogSettings probe() {
    return new LogSettings("", address(), "berth_probe", "of the probe");
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(address(), "postgres", "");
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  long number(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  List<Long> numbers(String query) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        numbers.add(row.getLong(1));
      }
    }
    return numbers;
  }

  /** How many lines of the server's log contain a text. */
  long logged(String text) throws IOException {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(text)).count();
    }
  }

  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
    }
    command.add(BIN.resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    Path said = Files.createTempFile("berth-pg-", ".said");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile()) // a pipe would stay open as long as the server runs
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program + " took longer than " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(program + " was interrupted", e);
    }
    String words = Files.readString(said);
    Files.delete(said);
    if (process.exitValue() != 0) {
      throw new IOException(program + " failed: " + words + lastWords());
    }
  }

  private String lastWords() throws IOException {
    if (!Files.exists(log())) {
      return "";
    }
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  boolean isRunning() {
    return Files.exists(folder.resolve("data/postmaster.pid"));
  }

  @Override
  public void close() throws IOException {
    if (isRunning()) {
      kill();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
