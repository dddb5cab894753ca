package io.berth.forward;

import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Warns about one node without drowning the log: the same code not more than once in 10 s, with how
 * often it was left out. One thread.
 */
final class QuietLog {
  private static final Logger LOG = Logger.getLogger(Forwarder.class);
  private static final long QUIET_NANOS = 10_000_000_000L;

  private static final class Said {
    long at;
    long leftOut;
  }

  private final String node;
  private final Map<String, Said> said = new HashMap<>();

  QuietLog(String node) {
    this.node = node;
  }

  void warn(String code, String what, @Nullable Exception cause) {
    long now = System.nanoTime();
    Said last = said.get(code);
    if (last != null && now - last.at < QUIET_NANOS) {
      last.leftOut++;
      return;
    }
    long leftOut = last == null ? 0 : last.leftOut;
    LOG.warnf(
        "%s node %s %s%s (%d more since the last such message)",
        code, node, what, cause == null ? "" : ": " + cause, leftOut);
    Said now1 = new Said();
    now1.at = now;
    said.put(code, now1);
  }
}
