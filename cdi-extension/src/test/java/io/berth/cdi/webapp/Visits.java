package io.berth.cdi.webapp;

import jakarta.enterprise.context.RequestScoped;

/** A bean that exists in a request scope only. */
@RequestScoped
public class Visits {
  private int count;

  public int count() {
    return ++count;
  }
}
