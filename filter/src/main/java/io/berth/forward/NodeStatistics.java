package io.berth.forward;

import java.util.Map;

/**
 * What one node's connections look like from here, at one moment.
 *
 * @param node its name
 * @param isUp false while it is set aside and probed
 * @param connections open to it, in use or not
 * @param idle of those, not in use
 * @param waiting requests that wait for a connection
 * @param outcomes how many forwards ended how, since the start; those that never happened are left
 *     out
 * @param latency how fast it lately was
 */
public record NodeStatistics(
    String node,
    boolean isUp,
    int connections,
    int idle,
    int waiting,
    Map<Outcome, Long> outcomes,
    Latency latency) {
  public NodeStatistics {
    outcomes = Map.copyOf(outcomes);
  }
}
