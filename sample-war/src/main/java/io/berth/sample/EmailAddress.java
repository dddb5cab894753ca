package io.berth.sample;

import io.berth.model.ConsumerId;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An e-mail address, folded to lower case so that one person is one consumer. Deliberately narrower
 * than RFC 5321: ASCII, no quoted local part, a domain with a dot.
 *
 * @param value 6 to 128 characters
 */
record EmailAddress(String value) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
              + "@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]([a-z0-9-]*[a-z0-9])");

  /**
   * @throws BadInputException when it is no e-mail address
   */
  static EmailAddress of(String text) {
    String folded = text.strip().toLowerCase(Locale.ROOT);
    if (folded.isEmpty()) {
      throw new BadInputException("Please give an e-mail address.");
    }
    if (folded.length() > ConsumerId.MAX_LENGTH) {
      throw new BadInputException(
          "The e-mail address has "
              + folded.length()
              + " characters; "
              + ConsumerId.MAX_LENGTH
              + " is most.");
    }
    PrintableText.check("e-mail address", folded);
    if (!ADDRESS.matcher(folded).matches()) {
      throw new BadInputException("This is not an e-mail address that can receive mail.");
    }
    return new EmailAddress(folded);
  }

  ConsumerId consumer() {
    return ConsumerId.of(value);
  }
}
