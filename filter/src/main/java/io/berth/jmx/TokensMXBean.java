package io.berth.jmx;

import java.util.List;
import java.util.Map;

/** What an operator sees of tokens and their keys; never a secret. Reads only. */
public interface TokensMXBean {
  /** Tokens since start that counted as absent, or for less than they say, by cause. */
  Map<String, Long> getRefusalsByCause();

  /** The ids of the keys in use here; the first one seals. */
  List<String> getKeys();

  /**
   * By key id, when somebody last came here with a token of that key, as ISO-8601 to the second;
   * empty for nobody since the start. A key that nobody needs any more can be dropped.
   */
  Map<String, String> getKeysLastUsed();

  /** How long a token is accepted and its cookie kept, in seconds. */
  long getLifetimeSeconds();

  /** Responses since start that renewed an outdated token of their client. */
  long getRenewals();
}
