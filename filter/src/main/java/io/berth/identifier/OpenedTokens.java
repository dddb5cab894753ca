package io.berth.identifier;

import io.berth.identifier.Opening.Opened;
import io.berth.model.Association;
import io.berth.model.Verdict;
import io.berth.model.View;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory of texts in which a token was found and opened, and of the verdict that followed
 * from it: the second request of a consumer costs a comparison instead of a decryption, and leaves
 * nothing for the collector. Direct-mapped: a new text simply takes the place of another.
 *
 * <p>Thread-safe.
 */
final class OpenedTokens {
  /** Longer texts are not kept: at most about 16 MiB for all of them. */
  static final int MAX_TEXT = 1024;

  private static final int PLACES = 1 << 14;

  /** Format and key id come first and are the same for many; behind them all is random. */
  private static final int RANDOM_FROM = 20;

  private static final int RANDOM_CHARS = 16;

  private final AtomicReferenceArray<@Nullable Entry> places = new AtomicReferenceArray<>(PLACES);
  private final String mark;

  /**
   * @param mark behind it the token begins
   */
  OpenedTokens(String mark) {
    this.mark = mark;
  }

  @Nullable Entry get(String text) {
    Entry entry = places.get(place(text));
    return entry != null && entry.text.equals(text) ? entry : null;
  }

  Entry put(String text, Opened<ConsumerToken> opened) {
    Entry entry = new Entry(text, opened);
    if (text.length() <= MAX_TEXT) {
      places.set(place(text), entry);
    }
    return entry;
  }

  /** By a few characters of the token: the hash of a whole text costs more than all the rest. */
  private int place(String text) {
    int from = text.indexOf(mark) + mark.length() + RANDOM_FROM;
    int to = Math.min(from + RANDOM_CHARS, text.length());
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + text.charAt(i);
    }
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }

  /** A text and what is known of it. */
  static final class Entry {
    private record Judged(Association association, Object moment, Verdict verdict) {}

    private final String text;
    private final ConsumerToken token;
    private final Key key;
    private final long expiresMillis;
    private volatile @Nullable Judged judged;

    Entry(String text, Opened<ConsumerToken> opened) {
      this.text = text;
      this.token = opened.content();
      this.key = opened.key();
      this.expiresMillis = TimeUnit.SECONDS.toMillis(token.expires().getEpochSecond());
    }

    ConsumerToken token() {
      return token;
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

    /** The verdict from the same record and the same view, if that is the last one there was. */
    @Nullable Verdict verdict(Association association, View view) {
      Judged last = judged;
      return last != null && last.association == association && last.moment == view.moment()
          ? last.verdict
          : null;
    }

    Verdict remember(Association association, View view, Verdict verdict) {
      judged = new Judged(association, view.moment(), verdict);
      return verdict;
    }
  }
}
