package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Who takes requests back over HTTP/2, where it costs the client next to nothing and its node the
 * work (CVE-2023-44487): counted by address, minute by minute.
 *
 * <p>Threads: the loop's thread counts; the others are for the container's, too.
 */
final class TakenBack {
  private static final Logger LOG = Logger.getLogger(TakenBack.class);
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Of more addresses than that in a minute some go uncounted. */
  static final int MOST_ADDRESSES = 10_000;

  private final int most;
  private final TrustedPeers peers;
  private final LongSupplier nanos;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();
  private volatile long minuteBegan;

  /**
   * @param most so many in a minute are too many; 0 for no limit
   * @param peers whose word about the client's address is believed
   */
  TakenBack(int most, TrustedPeers peers, LongSupplier nanos) {
    this.most = most;
    this.peers = peers;
    this.nanos = nanos;
    this.minuteBegan = nanos.getAsLong();
  }

  /** Whom a request counts for; empty for nobody. */
  String source(HttpServletRequest request) {
    return most > 0 && request.getProtocol().equals("HTTP/2.0") ? peers.networkOf(request) : "";
  }

  boolean isTooMany(String source) {
    return !source.isEmpty()
        && counts.getOrDefault(source, 0) >= most
        && nanos.getAsLong() - minuteBegan < MINUTE_NANOS;
  }

  /** A request has ended. The loop's thread. */
  void count(String source, Outcome how) {
    if (source.isEmpty() || how != Outcome.CLIENT_LEFT) {
      return;
    }
    long now = nanos.getAsLong();
    if (now - minuteBegan >= MINUTE_NANOS) {
      counts.clear();
      minuteBegan = now;
    }
    if (counts.size() < MOST_ADDRESSES || counts.containsKey(source)) {
      tell(source, counts.merge(source, 1, Integer::sum));
    }
  }

  private void tell(String source, int count) {
    if (count == most) {
      LOG.warnf(
          "BERTH-213 %s has taken back %d requests within a minute and gets 429 until it is over;"
              + " see berth.forward.taken-back",
          source, count);
    }
  }
}
