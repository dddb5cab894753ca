package io.berth.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came back.
 *
 * @param status the HTTP status
 * @param headers the header lines as sent
 * @param body as sent, chunk sizes included
 */
record Reply(int status, List<String> headers, String body) {
  static Reply parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IllegalArgumentException("not an HTTP response: '" + text + "'");
    }
    List<String> head = List.of(text.substring(0, end).split("\r\n"));
    int status = Integer.parseInt(head.get(0).split(" ", 3)[1]);
    return new Reply(status, head.subList(1, head.size()), text.substring(end + 4));
  }

  Optional<String> header(String name) {
    return all(name).stream().findFirst();
  }

  List<String> all(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return headers.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).trim())
        .toList();
  }
}
