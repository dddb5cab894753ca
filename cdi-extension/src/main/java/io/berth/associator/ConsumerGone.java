package io.berth.associator;

import io.berth.model.Association;

/**
 * CDI event. A consumer was released. Fired once, on the node that released it, after the commit.
 */
public record ConsumerGone(Association tombstone) {}
