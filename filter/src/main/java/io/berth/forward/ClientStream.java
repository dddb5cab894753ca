package io.berth.forward;

/** One request's stream of an HTTP/2 connection, for which servlets have no word. */
interface ClientStream {
  /** Whether the client still wants it: when it does not, the container may keep that to itself. */
  boolean isOpen() throws ReflectiveOperationException;
}
