package io.berth.identifier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that seal and open tokens. The first seals, all open; so a new key is rolled out in two
 * steps: everywhere as the second, then everywhere as the first (RULES 1.8).
 */
public final class KeyRing {
  /** The text that asks for a well-known key, good for one's own machine and nothing else. */
  public static final String DEVELOPMENT = "development";

  /** More would be a list that nobody cleans up. */
  static final int MOST = 16;

  private final List<Key> keys;
  private final boolean development;

  private KeyRing(List<Key> keys, boolean development) {
    this.keys = List.copyOf(keys);
    this.development = development;
  }

  /**
   * Reads {@code ID:SECRET,ID:SECRET...} or {@value #DEVELOPMENT}.
   *
   * @throws IllegalArgumentException that says which key is wrong, never what it is
   */
  public static KeyRing parse(String text) {
    if (text.equals(DEVELOPMENT)) {
      return new KeyRing(
          List.of(new Key("dev", new SecretKeySpec(digest(DEVELOPMENT), "AES"))), true);
    }
    List<Key> keys = Arrays.stream(text.trim().split("[,\\s]+")).map(Key::parse).toList();
    if (keys.stream().map(Key::id).distinct().count() != keys.size()) {
      throw new IllegalArgumentException("two keys have the same id");
    }
    if (keys.size() > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " keys, got " + keys.size());
    }
    return new KeyRing(keys, false);
  }

  /** Whether this is the well-known key. */
  public boolean isDevelopment() {
    return development;
  }

  /** The ids in order; the first one seals. */
  public List<String> ids() {
    return keys.stream().map(Key::id).toList();
  }

  /** By id, when somebody last came with a token of that key, to the second. */
  public Map<String, Optional<Instant>> lastUse() {
    Map<String, Optional<Instant>> uses = new LinkedHashMap<>();
    for (Key key : keys) {
      long millis = key.lastUseMillis();
      uses.put(
          key.id(),
          millis == 0
              ? Optional.empty()
              : Optional.of(Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS)));
    }
    return uses;
  }

  List<Key> keys() {
    return keys;
  }

  Key sealing() {
    return keys.get(0);
  }

  Optional<Key> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /**
   * The ring that {@code next} becomes when it takes this one's place while tokens are opened: keys
   * that stay are the same objects, with what is known of their use. Changes nothing yet.
   *
   * @throws IllegalArgumentException when the step would refuse somebody: only a key that every
   *     node can know already may seal, and a key that has sealed until now must still open
   */
  KeyRing follow(KeyRing next) {
    for (Key key : next.keys) {
      if (find(key.id()).filter(known -> !known.isSame(key)).isPresent()) {
        throw new IllegalArgumentException(
            "key "
                + key.id()
                + " has another secret than before: a new key needs an id of its own");
      }
    }
    if (find(next.sealing().id()).isEmpty()) {
      throw new IllegalArgumentException(
          "key "
              + next.sealing().id()
              + " was not known here, so it cannot seal yet: give it to every node as the second"
              + " key first");
    }
    if (next.find(sealing().id()).isEmpty()) {
      throw new IllegalArgumentException(
          "key "
              + sealing().id()
              + " has sealed until now, so it must still open: let another one seal first");
    }
    return new KeyRing(
        next.keys.stream().map(key -> find(key.id()).orElse(key)).toList(), next.development);
  }

  /** The keys that are not on {@code next} open nothing from now on. */
  void retireAllBut(KeyRing next) {
    keys.stream().filter(key -> !next.keys.contains(key)).forEach(Key::retire);
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
