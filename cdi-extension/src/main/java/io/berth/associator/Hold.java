package io.berth.associator;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resources that are kept for whoever fills in a form, who need not be known. Its text travels with
 * the form, for example as a hidden field; it can be neither guessed nor used for anything but a
 * sign-up.
 *
 * @param manager whose resources they are
 * @param id 22 characters, random
 * @param lease it lapses after this time, by the authority's clock
 */
public record Hold(String manager, String id, Duration lease) {
  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63})~([A-Za-z0-9_-]{22})");

  /** What travels with the form. */
  public String text() {
    return manager + "~" + id;
  }

  /** What came back with the form; empty when it is no hold, whatever it is. */
  static Optional<Hold> read(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(new Hold(parts.group(1), parts.group(2), Duration.ZERO))
        : Optional.empty();
  }

  /** Whoever knows it could use it. */
  @Override
  public String toString() {
    return "a hold at " + manager;
  }
}
