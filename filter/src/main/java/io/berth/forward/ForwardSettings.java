package io.berth.forward;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the forwarder behaves; immutable.
 *
 * @param connectTimeout also the longest wait in a node's queue
 * @param firstByteTimeout from the last byte of the request to the first of the answer
 * @param idleTimeout the longest pause in a body, of either side
 * @param streamIdleTimeout the same for event streams and upgraded connections
 * @param totalTimeout the longest a whole exchange may take, tunnels aside; zero for no limit
 * @param keepAlive how long an unused connection to a node is kept; shorter than the node keeps it
 * @param connections cap of connections per node
 * @param queue how many requests may wait for a connection of one node
 * @param failures so many in a row and a node is set aside
 * @param probeInterval how often a node that is set aside is asked whether it is back
 * @param slowStart how long until a node that is back gets all of its connections
 * @param takenBack so many requests taken back by one address within a minute are too many; zero
 *     for no limit
 * @param tls how nodes are spoken to whose address says https
 * @param trailers which fields may come behind a body
 * @param trustedPeers whose X-Forwarded-* and Forwarded headers are believed
 * @param pseudonym how this node calls itself in Via
 */
public record ForwardSettings(
    Duration connectTimeout,
    Duration firstByteTimeout,
    Duration idleTimeout,
    Duration streamIdleTimeout,
    Duration totalTimeout,
    Duration keepAlive,
    int connections,
    int queue,
    int failures,
    Duration probeInterval,
    Duration slowStart,
    int takenBack,
    TlsSettings tls,
    TrailerNames trailers,
    TrustedPeers trustedPeers,
    String pseudonym) {

  public static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.millis(
          "berth.forward.connect-timeout",
          1_000,
          10,
          60_000,
          "how long a connection to a node, or a turn in its queue, may take");
  public static final Setting<Duration> FIRST_BYTE_TIMEOUT =
      Setting.millis(
          "berth.forward.first-byte-timeout",
          30_000,
          10,
          3_600_000,
          "how long a node may think before the first byte of its answer");
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.millis(
          "berth.forward.idle-timeout",
          60_000,
          10,
          3_600_000,
          "the longest pause within a body, of the client or the node");
  public static final Setting<Duration> STREAM_IDLE_TIMEOUT =
      Setting.millis(
          "berth.forward.stream-idle-timeout",
          300_000,
          10,
          86_400_000,
          "the longest pause within an event stream or an upgraded connection");
  public static final Setting<Duration> TOTAL_TIMEOUT =
      Setting.millis(
          "berth.forward.total-timeout",
          0,
          0,
          86_400_000,
          "the longest a whole request with its answer may take, upgraded connections aside; 0 for no limit");
  public static final Setting<Duration> KEEP_ALIVE =
      Setting.millis(
          "berth.forward.keep-alive",
          15_000,
          0,
          3_600_000,
          "how long an unused connection to a node is kept; keep it shorter than the node's own");
  public static final Setting<Integer> CONNECTIONS =
      Setting.count(
          "berth.forward.connections", 256, 1, 65_536, "most connections to one node at a time");
  public static final Setting<Integer> QUEUE =
      Setting.count(
          "berth.forward.queue",
          256,
          0,
          65_536,
          "most requests that wait for a connection to one node; more are answered 503 at once");
  public static final Setting<Integer> FAILURES =
      Setting.count(
          "berth.forward.failures",
          3,
          1,
          1_000,
          "after so many failures in a row a node is not asked until it answers a probe");
  public static final Setting<Duration> PROBE_INTERVAL =
      Setting.millis(
          "berth.forward.probe-interval",
          1_000,
          100,
          600_000,
          "how often a node that is not asked is probed");
  public static final Setting<Duration> SLOW_START =
      Setting.millis(
          "berth.forward.slow-start",
          10_000,
          0,
          600_000,
          "how long until a node that is back gets all of its connections");
  public static final Setting<Integer> TAKEN_BACK =
      Setting.count(
          "berth.forward.taken-back",
          1_000,
          0,
          1_000_000,
          "so many requests that one address takes back over HTTP/2 within a minute, and its next ones are answered 429 until it is over; 0 for no limit");
  static final Setting<TrailerNames> TRAILERS =
      Setting.parsed(
          "berth.forward.trailers",
          "header names, separated by commas; none",
          "Server-Timing,Content-Digest,Repr-Digest,grpc-status,grpc-message,grpc-status-details-bin",
          TrailerNames::parse,
          "which fields may come behind a body, when its head announces them");
  public static final Setting<TrustedPeers> TRUSTED_PEERS =
      Setting.parsed(
          "berth.forward.trusted-peers",
          "addresses or networks like 10.0.0.0/8, separated by commas",
          "",
          TrustedPeers::parse,
          "whose X-Forwarded-* and Forwarded headers are believed");
  public static final Setting<String> PSEUDONYM =
      Setting.parsed(
          "berth.forward.pseudonym",
          "1 to 64 letters, digits, . _ -",
          "berth",
          ForwardSettings::pseudonymOf,
          "how this node calls itself in the Via header; never a host name");

  /** All of them, for the settings page. */
  public static final List<Setting<?>> ALL =
      Stream.concat(
              Stream.<Setting<?>>of(
                  CONNECT_TIMEOUT,
                  FIRST_BYTE_TIMEOUT,
                  IDLE_TIMEOUT,
                  STREAM_IDLE_TIMEOUT,
                  TOTAL_TIMEOUT,
                  KEEP_ALIVE,
                  CONNECTIONS,
                  QUEUE,
                  FAILURES,
                  PROBE_INTERVAL,
                  SLOW_START,
                  TAKEN_BACK,
                  TRAILERS,
                  TRUSTED_PEERS,
                  PSEUDONYM),
              TlsSettings.ALL.stream())
          .toList();

  /** Reads all of them; problems are noted in {@code settings}. */
  public static ForwardSettings read(Settings settings) {
    return new ForwardSettings(
        settings.get(CONNECT_TIMEOUT),
        settings.get(FIRST_BYTE_TIMEOUT),
        settings.get(IDLE_TIMEOUT),
        settings.get(STREAM_IDLE_TIMEOUT),
        settings.get(TOTAL_TIMEOUT),
        settings.get(KEEP_ALIVE),
        settings.get(CONNECTIONS),
        settings.get(QUEUE),
        settings.get(FAILURES),
        settings.get(PROBE_INTERVAL),
        settings.get(SLOW_START),
        settings.get(TAKEN_BACK),
        TlsSettings.read(settings),
        settings.get(TRAILERS),
        settings.get(TRUSTED_PEERS),
        settings.get(PSEUDONYM));
  }

  private static String pseudonymOf(String text) {
    if (text.isEmpty() || text.length() > 64 || !text.chars().allMatch(HttpText::isToken)) {
      throw new IllegalArgumentException("expected 1 to 64 letters, digits, . _ -");
    }
    return text;
  }
}
