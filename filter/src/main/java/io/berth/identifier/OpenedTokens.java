package io.berth.identifier;

import io.berth.identifier.Opening.Opened;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.Verdict;
import io.berth.model.View;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory of texts in which a token was found and opened, and of the verdict that followed
 * from it: the second request of a consumer costs a comparison instead of a decryption, and leaves
 * nothing for the collector. There are two places for each text: a new one takes the first, and
 * what was there the second, so that two who meet in one do not push each other out in turn. All
 * that is known of a text is one object, for among many consumers each object is a cache miss.
 *
 * <p>Thread-safe.
 */
final class OpenedTokens {
  /** Longer texts are not kept: at most about 16 MiB for all of them. */
  static final int MAX_TEXT = 1024;

  private static final int PLACES = 1 << 14;

  /** Format and key id come first and are the same for many; behind them all is random. */
  private static final int RANDOM_FROM = 20;

  private static final int RANDOM_CHARS = 8;

  private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);
  private final String mark;

  /**
   * @param mark behind it the token begins
   */
  OpenedTokens(String mark) {
    this.mark = mark;
  }

  @Nullable Entry get(String text) {
    int place = place(text);
    Entry first = places.get(place);
    return isOf(text, first) ? first : second(text, place);
  }

  private @Nullable Entry second(String text, int place) {
    Entry second = places.get(place + 1);
    return isOf(text, second) ? second : null;
  }

  private static boolean isOf(String text, @Nullable Entry entry) {
    return entry != null && entry.text.equals(text);
  }

  /** Takes the place of whatever was known of the text, or of another. */
  void put(Entry entry) {
    if (entry.text.length() > MAX_TEXT) {
      return;
    }
    int place = place(entry.text);
    Entry before = places.get(place);
    if (before != null && !isOf(entry.text, before)) {
      places.set(place + 1, before);
    }
    places.set(place, entry);
  }

  /**
   * The first of the two. By a few characters of the token: the hash of a whole text costs more
   * than all the rest.
   */
  private int place(String text) {
    int from = text.indexOf(mark) + mark.length() + RANDOM_FROM;
    int to = Math.min(from + RANDOM_CHARS, text.length());
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text.charAt(i);
    }
    return (hash ^ (hash >>> 16)) & (PLACES - 2);
  }

  /**
   * A text, the token in it, and the verdict that followed from one record of the mapping in one
   * view.
   */
  static final class Entry {
    private final String text;
    private final Opened<ConsumerToken> opened;
    private final Key key;
    private final long expiresMillis;

    /** The very string that the record has. */
    private final String consumer;

    private final Association association;
    private final Object moment;
    private final Verdict verdict;

    /**
     * @param association the record as the mapping gave it
     */
    Entry(
        String text,
        Opened<ConsumerToken> opened,
        Association association,
        View view,
        Verdict verdict) {
      this.text = text;
      this.opened = opened;
      this.key = opened.key();
      this.expiresMillis = opened.content().expiresMillis();
      this.consumer = association.consumer().value();
      this.association = association;
      this.moment = view.moment();
      this.verdict = verdict;
    }

    String text() {
      return text;
    }

    Opened<ConsumerToken> opened() {
      return opened;
    }

    ConsumerToken token() {
      return opened.content();
    }

    boolean isExpired(long nowMillis) {
      return expiresMillis < nowMillis;
    }

    /**
     * Whether its key is still on the ring, to be asked each time; notes that the key was needed.
     */
    boolean use(long nowMillis) {
      key.use(nowMillis);
      return !key.isRetired();
    }

    /** The verdict, if it followed from this view and what the mapping has still. */
    @Nullable Verdict verdict(MappingCache mapping, View view) {
      return moment == view.moment() && mapping.isStill(association, consumer) ? verdict : null;
    }
  }
}
