package io.berth.store;

import io.berth.model.Resource;

/**
 * A resource in somebody's hands.
 *
 * @param id its row
 * @param epoch the fence that its holder has to show
 * @param attempts how often retiring it has failed
 * @param resource what it is
 */
public record Stock(long id, long epoch, int attempts, Resource resource) {}
