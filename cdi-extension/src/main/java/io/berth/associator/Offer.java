package io.berth.associator;

import io.berth.model.ResourceManager;

/**
 * What a manager could give at this moment.
 *
 * @param bundles how many sign-ups its ready stock would serve, at least 0
 */
record Offer(ResourceManager manager, int bundles) {}
