package io.berth.model;

/**
 * How far {@code manager} has applied {@code home}'s log.
 *
 * @param manager who has applied
 * @param home whose log
 * @param applied how far, per store
 */
public record Watermark(String manager, String home, Position applied) {
  public Watermark {
    Names.check("manager", manager);
    Names.check("home", home);
  }
}
