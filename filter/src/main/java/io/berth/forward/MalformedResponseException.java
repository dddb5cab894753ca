package io.berth.forward;

/**
 * What a node sent is no HTTP/1.1 response: nothing after it can be trusted, the connection must
 * go. Carries no stack trace, for a broken node causes it at will.
 */
final class MalformedResponseException extends Exception {
  MalformedResponseException(String what) {
    super(what, null, false, false);
  }
}
