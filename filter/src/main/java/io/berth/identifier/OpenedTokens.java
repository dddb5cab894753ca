package io.berth.identifier;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory of tokens that were opened, so that the second request of a consumer costs a
 * comparison instead of a decryption. Direct-mapped: a new token simply takes the place of another.
 */
final class OpenedTokens {
  private static final int PLACES = 1 << 14;

  private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);

  private record Entry(String text, ConsumerToken token) {}

  @Nullable ConsumerToken get(String text) {
    Entry entry = places.get(place(text));
    return entry != null && entry.text.equals(text) ? entry.token : null;
  }

  void put(String text, ConsumerToken token) {
    places.set(place(text), new Entry(text, token));
  }

  private static int place(String text) {
    int hash = text.hashCode();
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }
}
