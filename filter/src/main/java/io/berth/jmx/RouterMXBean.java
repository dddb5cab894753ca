package io.berth.jmx;

import java.util.Map;

/** What an operator sees of routing. Reads only. */
public interface RouterMXBean {
  /**
   * Requests since start by {@code Route.REASON}, for example {@code
   * Forward.HOME_WHILE_REGISTERING}.
   */
  Map<String, Long> getRequestsByRoute();

  /**
   * Why a read of this consumer would go where, seen from this node: every input and the rule that
   * decided.
   *
   * @param consumer the consumer's id, 1 to 128 characters
   */
  Map<String, String> explain(String consumer);
}
