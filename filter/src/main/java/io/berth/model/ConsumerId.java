package io.berth.model;

/**
 * Who uses the application: a person, tenant, device. Opaque to Berth and compared character by
 * character: an application that wants {@code Ann@example.org} and {@code ann@example.org} to be
 * one consumer folds them before it calls.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters (UTF-16 units), any Unicode but control
 *     characters and unpaired surrogates
 */
public record ConsumerId(String value) {
  public static final int MAX_LENGTH = 128;

  public ConsumerId {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a consumer id has 1 to " + MAX_LENGTH + " characters, got " + value.length());
    }
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      refuseUnprintable(value.codePointAt(i));
    }
  }

  public static ConsumerId of(String value) {
    return new ConsumerId(value);
  }

  private static void refuseUnprintable(int codePoint) {
    int kind = Character.getType(codePoint);
    if (kind == Character.CONTROL || kind == Character.SURROGATE) {
      throw new IllegalArgumentException(
          String.format("a consumer id must not contain U+%04X", codePoint));
    }
  }

  /**
   * For logs and messages: the first character and the length, never the whole id. What would break
   * or turn round the line it is written to is shown as a question mark.
   */
  public String masked() {
    int first = value.codePointAt(0);
    return (isVisible(first) ? Character.toString(first) : "?") + "***(" + value.length() + ")";
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /**
   * Masked, so that an id cannot reach a log by accident. Use {@link #value()} for the real one.
   */
  @Override
  public String toString() {
    return masked();
  }
}
