package io.berth.associator;

import io.berth.model.Association;

/**
 * CDI event. Every manager in scope is proven to hold the consumer's data of this version, whether
 * the consumer has come back or not. Fired once for each version, on the node that brought the last
 * proof or, within a few seconds, on a node of the home that noticed; never for a version that was
 * overtaken before. A node that dies at that very moment takes the event along.
 */
public record ConsumerRegistered(Association association) {}
