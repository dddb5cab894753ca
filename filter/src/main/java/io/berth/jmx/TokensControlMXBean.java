package io.berth.jmx;

import java.util.List;

/**
 * What an operator can change about tokens; a bean of its own, so that the right to use it can be
 * given apart.
 */
public interface TokensControlMXBean {
  /**
   * Reads the file of {@code berth.keys.file} again and uses what it says from now on; at most once
   * a second. A step that would refuse somebody is not taken: a key that was not known here cannot
   * seal at once, and the key that has sealed until now must stay.
   *
   * @return the ids of the keys in use; the first one seals
   * @throws IllegalStateException when there is no such file, or it says what cannot be done; the
   *     keys are as before
   */
  List<String> rotateKeys();
}
