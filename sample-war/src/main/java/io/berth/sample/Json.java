package io.berth.sample;

import java.util.Map;
import java.util.stream.Collectors;

/** One flat JSON object (RFC 8259) of texts and whole numbers. */
final class Json {
  private Json() {}

  static String object(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(field -> quote(field.getKey()) + ":" + value(field.getValue()))
        .collect(Collectors.joining(",", "{", "}\n"));
  }

  private static String value(Object value) {
    return value instanceof Number ? value.toString() : quote(value.toString());
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
