package io.berth.associator;

import io.berth.model.ResourceManager;

/**
 * What a manager could give at this moment.
 *
 * @param manager its name, location and capacity
 * @param bundles how many sign-ups like this one its ready stock would serve, at least 0
 * @param room how many more resources its capacity lets it make, at least 0
 */
public record Offer(ResourceManager manager, int bundles, int room) {
  public Offer {
    if (bundles < 0 || room < 0) {
      throw new IllegalArgumentException(
          "an offer of at least 0 bundles and room, got " + bundles + " and " + room);
    }
  }

  public String name() {
    return manager.name();
  }
}
