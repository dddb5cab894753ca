package io.berth.cdi;

import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Verdict;
import java.util.Optional;
import java.util.Set;

/**
 * The verdict on the current request, injectable: request scope; a view of the request attribute.
 */
public class CurrentConsumer {
  public Verdict verdict() {
    throw new UnsupportedOperationException();
  }

  /** The association of a registering or registered consumer; empty for an anonymous one. */
  public Optional<Association> association() {
    throw new UnsupportedOperationException();
  }

  /** The managers proven to hold the consumer's data; empty for an anonymous one. */
  public Set<String> holders() {
    throw new UnsupportedOperationException();
  }

  public boolean isRegistering() {
    return verdict() instanceof Verdict.Registering;
  }

  public boolean isRegistered() {
    return verdict() instanceof Verdict.Registered;
  }

  /** Where the request was sent and why. */
  public Route route() {
    throw new UnsupportedOperationException();
  }

  /** The client is this consumer from now on, for example after a login: sets the token cookie. */
  public void identify(Association association) {
    throw new UnsupportedOperationException();
  }

  /** The client is nobody from now on: clears the token cookie. */
  public void forget() {
    throw new UnsupportedOperationException();
  }
}
