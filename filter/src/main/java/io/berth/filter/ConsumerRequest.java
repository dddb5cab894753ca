package io.berth.filter;

import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Verdict;
import jakarta.servlet.ServletRequest;
import java.util.Optional;

/**
 * What Berth knows of the current request, as a request attribute: the truth that {@code
 * CurrentConsumer} is a view of (CONTAINERS 10). Used by the request's own threads only.
 */
public final class ConsumerRequest {
  /** The request attribute's name. */
  public static final String ATTRIBUTE = ConsumerRequest.class.getName();

  /** What Berth knows of a request; empty when the filter has not seen it. */
  public static Optional<ConsumerRequest> of(ServletRequest request) {
    return Optional.ofNullable((ConsumerRequest) request.getAttribute(ATTRIBUTE));
  }

  public Verdict verdict() {
    throw new UnsupportedOperationException();
  }

  /**
   * Where the request was sent and why; always here, for only a local request reaches the
   * application.
   */
  public Route route() {
    throw new UnsupportedOperationException();
  }

  /**
   * The client is this consumer from now on: sets the token cookie and, where the application's
   * session is tracked, binds the session. Call it before the response is committed.
   */
  public void identify(Association association) {
    throw new UnsupportedOperationException();
  }

  /** The client is nobody from now on: clears the token cookie. */
  public void forget() {
    throw new UnsupportedOperationException();
  }
}
