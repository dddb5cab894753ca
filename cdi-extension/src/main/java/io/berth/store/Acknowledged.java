package io.berth.store;

import io.berth.model.Association;

/**
 * What is known after a manager has taken a consumer over.
 *
 * @param association with every manager that acknowledged its version
 * @param last whether this was the acknowledgement that made the consumer registered, at this
 *     version
 */
public record Acknowledged(Association association, boolean last) {}
