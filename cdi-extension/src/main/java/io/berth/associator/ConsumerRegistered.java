package io.berth.associator;

import io.berth.model.Association;

/**
 * CDI event. Every manager has acknowledged the consumer's data of this version. Fired once in the
 * cluster, on the node that acknowledged last.
 */
public record ConsumerRegistered(Association association) {}
