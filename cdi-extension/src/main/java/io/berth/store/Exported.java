package io.berth.store;

import io.berth.model.Association;

/**
 * A consumer's data as its home exported it at the association's version.
 *
 * @param payload what the application's replicator made
 */
public record Exported(Association association, byte[] payload) {}
