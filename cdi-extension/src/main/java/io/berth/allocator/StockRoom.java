package io.berth.allocator;

import io.berth.store.Tables;
import java.util.random.RandomGenerator;

/**
 * What the allocator works with.
 *
 * @param names where new resources' names come from; no two may ever be equal
 */
public record StockRoom(Tables tables, RandomGenerator names) {}
