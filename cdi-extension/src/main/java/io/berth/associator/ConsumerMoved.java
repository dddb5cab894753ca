package io.berth.associator;

import io.berth.model.Association;

/**
 * CDI event. A consumer has a new home. Fired once, on the node of the new home that moved it,
 * after the commit.
 *
 * @param association at its new version, with its new home
 * @param from the former home
 */
public record ConsumerMoved(Association association, String from) {}
