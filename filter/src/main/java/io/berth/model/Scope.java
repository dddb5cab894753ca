package io.berth.model;

import java.util.Set;

/**
 * Which managers a consumer may be routed to once its data is there: all of them (replicas), those
 * of one location, a named list, or the home alone (shards and cells). The home is always in scope.
 */
public sealed interface Scope {
  boolean includes(ResourceManager manager, String home);

  record All() implements Scope {
    @Override
    public boolean includes(ResourceManager manager, String home) {
      return true;
    }
  }

  record Home() implements Scope {
    @Override
    public boolean includes(ResourceManager manager, String home) {
      return manager.name().equals(home);
    }
  }

  record Location(String location) implements Scope {
    @Override
    public boolean includes(ResourceManager manager, String home) {
      return manager.location().equals(location) || manager.name().equals(home);
    }
  }

  record Managers(Set<String> names) implements Scope {
    public Managers {
      names = Set.copyOf(names);
    }

    @Override
    public boolean includes(ResourceManager manager, String home) {
      return names.contains(manager.name()) || manager.name().equals(home);
    }
  }

  /** Reads {@code all}, {@code home}, {@code location:NAME} or {@code managers:NAME,NAME}. */
  static Scope parse(String text) {
    if (text.equals("all")) {
      return new All();
    }
    if (text.equals("home")) {
      return new Home();
    }
    if (text.startsWith("location:")) {
      return new Location(Names.check("location", text.substring("location:".length())));
    }
    if (text.startsWith("managers:")) {
      Set<String> names = Set.of(text.substring("managers:".length()).split(",", -1));
      names.forEach(name -> Names.check("manager", name));
      return new Managers(names);
    }
    throw new IllegalArgumentException(
        "a scope is all, home, location:NAME or managers:NAME,NAME, got '" + text + "'");
  }
}
