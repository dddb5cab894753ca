package io.berth.sample;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A workspace's name.
 *
 * @param shown as the person wrote it, without blanks at the ends; 1 to {@value #MAX_LENGTH}
 *     characters, none of them a control or an invisible formatting character
 * @param key what makes two names the same: {@code Café} and {@code CAFÉ} are
 */
record WorkspaceName(String shown, String key) {
  static final int MAX_LENGTH = 64;
  private static final int MAX_KEY_LENGTH = 128;

  /**
   * @throws BadInputException when the name is not one
   */
  static WorkspaceName of(String text) {
    String shown = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    if (shown.isEmpty()) {
      throw new BadInputException("The workspace needs a name.");
    }
    if (shown.length() > MAX_LENGTH) {
      throw new BadInputException(
          "The workspace name has " + shown.length() + " characters; " + MAX_LENGTH + " is most.");
    }
    PrintableText.check("workspace name", shown);
    String key = Normalizer.normalize(shown, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT).strip();
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new BadInputException("The workspace name has characters that cannot be compared.");
    }
    return new WorkspaceName(shown, key);
  }
}
