package io.berth.sample.demo;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer of the application in JSON.
 *
 * @param status of HTTP
 * @param body one flat object, as the application writes it
 */
record Reply(int status, String body) {

  /** A text field without escapes; empty when it is not there. */
  String text(String field) {
    Matcher matcher =
        Pattern.compile("\"" + Pattern.quote(field) + "\":\"([^\"\\\\]*)\"").matcher(body);
    return matcher.find() ? matcher.group(1) : "";
  }

  Optional<Long> number(String field) {
    Matcher matcher = Pattern.compile("\"" + Pattern.quote(field) + "\":(\\d{1,18})").matcher(body);
    return matcher.find() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }

  boolean isAccount() {
    return status == 200 && number("createdMillis").isPresent();
  }

  boolean isAccountNotFound() {
    return status == 404 && text("error").equals("account not found");
  }
}
