package io.berth.cdi.webapp;

import io.berth.associator.ConsumerRegistered;
import io.berth.associator.ConsumerRegistering;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An observer; one that fails must not harm a sign-up. */
@ApplicationScoped
public class Greeted {
  private final List<String> events = new CopyOnWriteArrayList<>();
  @Inject Visits visits;

  void registering(@Observes ConsumerRegistering event) {
    events.add("registering " + visits.count());
    throw new IllegalStateException("planted: an observer of the application fails");
  }

  void registered(@Observes ConsumerRegistered event) {
    events.add("registered");
  }

  public List<String> events() {
    return events;
  }
}
