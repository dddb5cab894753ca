package io.berth.identifier;

/** What became of opening something sealed. */
public sealed interface Opening<T> {
  /**
   * @param key what it was sealed with
   */
  record Opened<T>(T content, Key key) implements Opening<T> {}

  record Refused<T>(Refusal cause) implements Opening<T> {}
}
