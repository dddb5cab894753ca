package io.berth.associator;

import io.berth.model.Association;

/**
 * CDI event. A consumer was associated; its data is at its home only. Fired once, on the node that
 * registered it, after the commit.
 */
public record ConsumerRegistering(Association association) {}
