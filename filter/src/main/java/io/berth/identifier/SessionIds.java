package io.berth.identifier;

/** Session ids as the application knows them. */
public final class SessionIds {
  private SessionIds() {}

  /**
   * The id without the route that balancers append behind a dot, which changes when the session
   * moves.
   */
  public static String withoutRoute(String id) {
    int dot = id.indexOf('.');
    return dot < 0 ? id : id.substring(0, dot);
  }
}
