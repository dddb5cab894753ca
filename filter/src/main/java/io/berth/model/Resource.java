package io.berth.model;

/**
 * What a consumer is given: a mailbox, a tenant schema, a quota, a licence.
 *
 * @param type what kind of thing, for example {@code workspace}; the provisioner is chosen by it
 * @param name unique within its type, never used twice
 * @param manager the manager that holds it
 * @param location where that manager is; empty when locations play no part
 * @param capacity how much of the manager's capacity it takes, in units of the manager's capacity,
 *     at least 1
 * @param availability where it stands
 */
public record Resource(
    String type,
    String name,
    String manager,
    String location,
    int capacity,
    Availability availability) {
  public Resource {
    Names.check("resource type", type);
    Names.check("resource name", name);
    Names.check("manager", manager);
    Names.checkLocation(location);
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
  }

  /** The same resource in another state; whether the step is allowed is the caller's to check. */
  public Resource as(Availability next) {
    return new Resource(type, name, manager, location, capacity, next);
  }
}
