package io.berth.router;

/**
 * What the router needs to know of a request besides the verdict.
 *
 * @param safe whether its method cannot write (RFC 9110, 9.2.1)
 * @param fromNode whether another node sent it: then it may go no further (RULES 1.4)
 * @param turn a number that grows with every request, to take holders in turn
 */
public record Arrival(boolean safe, boolean fromNode, long turn) {}
