package io.berth.packet;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How this node exchanges packets with other sites.
 *
 * @param path where packets are taken, below the context; empty for nowhere
 * @param sites where the other sites take them
 * @param interval how often two sites compare what they know
 */
public record PacketSettings(String path, List<URI> sites, Duration interval) {
  public static final Setting<String> PATH =
      Setting.parsed(
          "berth.packet.path",
          "/PATH",
          "",
          PacketSettings::path,
          "Where this node takes packets of other sites, below the context; empty for nowhere.");
  public static final Setting<List<URI>> SITES =
      Setting.parsed(
          "berth.sites",
          "http(s)://host:port/path,...",
          "",
          PacketSettings::sites,
          "Where the other sites take packets, one address each: that of a node, or of a balancer"
              + " in front of several.");
  public static final Setting<Duration> INTERVAL =
      Setting.millis(
          "berth.sites.interval",
          30_000,
          100,
          86_400_000,
          "How often a site asks the others for what it lacks; what happens meanwhile is sent at"
              + " once.");

  public static final List<Setting<?>> ALL = List.of(PATH, SITES, INTERVAL);

  /** Reads the settings of this room; problems are noted in {@code settings}. */
  public static PacketSettings read(Settings settings) {
    return new PacketSettings(settings.get(PATH), settings.get(SITES), settings.get(INTERVAL));
  }

  private static String path(String text) {
    if (!text.isEmpty() && !text.matches("(/[A-Za-z0-9._-]+)+")) {
      throw new IllegalArgumentException(
          "expected a path like /berth/packet, of letters, digits, . _ -");
    }
    return text;
  }

  private static List<URI> sites(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::trim)
        .filter(site -> !site.isEmpty())
        .map(PacketSettings::site)
        .toList();
  }

  private static URI site(String text) {
    URI site = URI.create(text);
    boolean web = "http".equals(site.getScheme()) || "https".equals(site.getScheme());
    if (!web
        || site.getHost() == null
        || site.getRawUserInfo() != null
        || site.getRawQuery() != null
        || site.getRawFragment() != null) {
      throw new IllegalArgumentException("expected http(s)://host:port/path, got '" + text + "'");
    }
    return site;
  }
}
