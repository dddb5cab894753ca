package io.berth.filter;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the people who run a node, and their probes, find.
 *
 * @param live path of the liveness probe below the context; empty for none
 * @param ready path of the readiness probe below the context; empty for none
 * @param notice how long a drained node goes on as before, so that everybody sees it leave
 * @param patience how long it waits after that for what is under way
 * @param drainFile the node is drained for as long as this file is there
 * @param serverTiming whether answers say what was decided
 */
public record OperatingSettings(
    String live,
    String ready,
    Duration notice,
    Duration patience,
    Optional<Path> drainFile,
    boolean serverTiming) {
  static final Setting<String> LIVE =
      Setting.parsed(
          "berth.health.live",
          "/PATH or none",
          "/berth/live",
          OperatingSettings::path,
          "Where, below the context, a probe asks whether this node is alive.");
  static final Setting<String> READY =
      Setting.parsed(
          "berth.health.ready",
          "/PATH or none",
          "/berth/ready",
          OperatingSettings::path,
          "Where, below the context, a probe asks whether this node may be sent requests.");
  static final Setting<Duration> NOTICE =
      Setting.millis(
          "berth.drain.notice",
          3_000,
          0,
          600_000,
          "How long a drained node goes on as before, for balancers and nodes to see it leave; longer than a balancer takes to notice.");
  static final Setting<Duration> PATIENCE =
      Setting.millis(
          "berth.drain.timeout",
          20_000,
          0,
          3_600_000,
          "How long a drained node waits after that for what is under way, before it lets the server stop.");
  static final Setting<Optional<Path>> DRAIN_FILE =
      Setting.parsed(
          "berth.drain.file",
          "a file's path",
          "",
          OperatingSettings::file,
          "This node is drained for as long as this file is there: for stop scripts. Empty for none.");

  static final Setting<Boolean> SERVER_TIMING =
      Setting.flag(
          "berth.server-timing",
          false,
          "Whether answers carry a Server-Timing field with verdict, route and time; for trying things out, for it tells every client.");

  public static final List<Setting<?>> ALL =
      List.of(LIVE, READY, NOTICE, PATIENCE, DRAIN_FILE, SERVER_TIMING);

  private static final String NONE = "none";

  static OperatingSettings read(Settings settings) {
    OperatingSettings read =
        new OperatingSettings(
            settings.get(LIVE),
            settings.get(READY),
            settings.get(NOTICE),
            settings.get(PATIENCE),
            settings.get(DRAIN_FILE),
            settings.get(SERVER_TIMING));
    if (!read.live.isEmpty() && read.live.equals(read.ready)) {
      settings.problem(LIVE.name() + " and " + READY.name() + " are the same: " + read.live);
    }
    return read;
  }

  private static String path(String text) {
    if (text.equals(NONE)) {
      return "";
    }
    if (!text.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new IllegalArgumentException("expected a plain path that starts with /, or none");
    }
    return text;
  }

  private static Optional<Path> file(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no path of a file: " + e.getReason(), e);
    }
  }
}
