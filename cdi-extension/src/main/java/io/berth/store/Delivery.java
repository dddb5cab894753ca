package io.berth.store;

import io.berth.model.ConsumerId;

/**
 * A consumer's data on its way to this manager, leased by this node.
 *
 * @param id its row
 * @param consumer whose data
 * @param version the version that made it due
 * @param lease the fence
 * @param attempts how often it has been tried, this time included
 */
public record Delivery(long id, ConsumerId consumer, long version, long lease, int attempts) {}
