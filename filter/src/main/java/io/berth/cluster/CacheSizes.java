package io.berth.cluster;

import io.berth.settings.Setting;
import io.berth.settings.Settings;

/**
 * How much the caches keep, and how often.
 *
 * @param copies how many nodes keep each mapping, 0 for all
 * @param maxCount bound of mappings in memory, 0 for none
 * @param maxSessions bound of sessions in memory, 0 for none
 * @param nearCount bound of mappings remembered in front of Infinispan Server, 0 for none
 */
public record CacheSizes(int copies, int maxCount, int maxSessions, int nearCount) {
  static final Setting<Integer> COPIES =
      Setting.count(
          "berth.mapping.copies",
          0,
          0,
          100,
          "How many nodes keep each mapping; the others ask them and remember the answer until it"
              + " changes. 0 keeps all mappings on every node.");
  static final Setting<Integer> MAX_COUNT =
      Setting.count(
          "berth.mapping.max-count",
          0,
          0,
          Integer.MAX_VALUE,
          "Bound of mappings kept in this node's memory, 0 for none; one that does not fit costs a"
              + " look-up at the authority.");
  static final Setting<Integer> NEAR_COUNT =
      Setting.count(
          "berth.mapping.near-count",
          100_000,
          0,
          Integer.MAX_VALUE,
          "With hotrod: bound of mappings that this node remembers until a server says that they"
              + " changed, 0 for none.");
  static final Setting<Integer> MAX_SESSIONS =
      Setting.count(
          "berth.mapping.max-sessions",
          1_000_000,
          0,
          Integer.MAX_VALUE,
          "Bound of application sessions whose consumer is remembered, 0 for none.");

  static CacheSizes read(Settings settings) {
    return new CacheSizes(
        settings.get(COPIES),
        settings.get(MAX_COUNT),
        settings.get(MAX_SESSIONS),
        settings.get(NEAR_COUNT));
  }
}
