package io.berth.sample;

/** Refuses what a person cannot have meant to type: control, formatting and broken characters. */
final class PrintableText {
  private PrintableText() {}

  /**
   * @throws BadInputException naming the first code point that is refused
   */
  static void check(String what, String text) {
    text.codePoints()
        .filter(PrintableText::isRefused)
        .findFirst()
        .ifPresent(
            codePoint -> {
              throw new BadInputException(
                  String.format("The %s must not contain U+%04X.", what, codePoint));
            });
  }

  private static boolean isRefused(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
