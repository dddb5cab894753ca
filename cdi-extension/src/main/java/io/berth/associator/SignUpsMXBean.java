package io.berth.associator;

import java.util.Map;

/** What an operator sees of the sign-ups that came to this node. Reads only. */
public interface SignUpsMXBean {
  /**
   * Since the start: REGISTERED here, KNOWN already, placed ELSEWHERE, refused for OUT_OF_STOCK, a
   * KEY_REUSED or a NAME_NOT_FREE, or FAILED.
   */
  Map<String, Long> getSignUpsByOutcome();

  /** How long those took that succeeded, in milliseconds, on average since the start. */
  long getMeanMillis();

  /** The longest of them. */
  long getMaxMillis();
}
