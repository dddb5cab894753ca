package io.berth.forward;

/**
 * Why a request is not let in.
 *
 * @param status 4xx or 5xx for the client
 * @param reason for the log; names the rule, never a value the client sent
 */
public record Refusal(int status, String reason) {}
