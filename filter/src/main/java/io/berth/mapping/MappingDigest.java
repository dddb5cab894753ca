package io.berth.mapping;

import io.berth.model.Association;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a set of records comes to, so that two sides find what differs without sending it: consumers
 * fall into {@value #GROUPS} groups by a hash of their id, and each group has a sum over the hashes
 * of its records. Order plays no part. Not thread-safe.
 *
 * <p>The hash is FNV-1a of 64 bits over UTF-8, finished as in MurmurHash3; {@code docs/wire.md}
 * says over what, for sites that are not written in Java.
 */
public final class MappingDigest {
  public static final int GROUPS = 4096;

  private static final int GROUP_SHIFT = Long.SIZE - 12;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long[] sums = new long[GROUPS];

  /** A consumer and its version, and nothing else of it. */
  public void add(String consumer, long version) {
    sums[group(consumer)] += hash(consumer + '\n' + version);
  }

  /** Everything about a record that may grow. */
  public void add(Association association) {
    String acknowledgedBy =
        String.join(",", association.acknowledgedBy().stream().sorted().toList());
    String consumer = association.consumer().value();
    sums[group(consumer)] +=
        hash(
            consumer
                + '\n'
                + association.version()
                + '\n'
                + acknowledgedBy
                + '\n'
                + (association.position().isUnknown() ? '0' : '1'));
  }

  /** The group that a consumer falls into, 0 to {@value #GROUPS} - 1. */
  public static int group(String consumer) {
    return (int) (hash(consumer) >>> GROUP_SHIFT);
  }

  /** The sums in the order of the groups. */
  public List<Long> sums() {
    return Arrays.stream(sums).boxed().toList();
  }

  /**
   * For each group whether the two sides differ.
   *
   * @param others sums that another side has made; of another length they differ everywhere
   */
  public boolean[] differences(List<Long> others) {
    boolean[] differ = new boolean[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
      differ[group] = others.size() != GROUPS || others.get(group) != sums[group];
    }
    return differ;
  }

  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
