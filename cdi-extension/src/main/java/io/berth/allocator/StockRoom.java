package io.berth.allocator;

import io.berth.store.Claims;
import io.berth.store.StockTable;
import java.util.random.RandomGenerator;

/**
 * What the allocator works with.
 *
 * @param names where new resources' names come from; no two may ever be equal
 */
public record StockRoom(StockTable stock, Claims claims, RandomGenerator names) {}
