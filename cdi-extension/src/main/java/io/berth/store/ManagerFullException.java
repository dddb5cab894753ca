package io.berth.store;

import io.berth.model.ResourceManager;

/** A manager has no capacity left for what is to come to it; nothing has changed. */
public final class ManagerFullException extends RuntimeException {
  ManagerFullException(ResourceManager manager, int units) {
    super(
        "manager '"
            + manager.name()
            + "' has less than "
            + units
            + " left of its capacity of "
            + manager.capacity()
            + "; see berth.capacity");
  }
}
