package io.berth.identifier;

/** What became of opening something sealed. */
public sealed interface Opening<T> {
  record Opened<T>(T content) implements Opening<T> {}

  record Refused<T>(Refusal cause) implements Opening<T> {}
}
