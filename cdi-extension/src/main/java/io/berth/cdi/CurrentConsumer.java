package io.berth.cdi;

import io.berth.associator.Associator;
import io.berth.filter.BerthContext;
import io.berth.filter.ConsumerRequest;
import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Verdict;
import io.berth.model.View;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The verdict on the current request, injectable: request scope; a view of the request attribute. A
 * request that the filter has not seen is anonymous.
 */
@RequestScoped
public class CurrentConsumer {
  private final Optional<Instance<HttpServletRequest>> requests;
  private final Optional<Instance<Associator>> associator;

  /** For client proxies. */
  protected CurrentConsumer() {
    this.requests = Optional.empty();
    this.associator = Optional.empty();
  }

  @Inject
  CurrentConsumer(Instance<HttpServletRequest> requests, Instance<Associator> associator) {
    this.requests = Optional.of(requests);
    this.associator = Optional.of(associator);
  }

  public Verdict verdict() {
    return request().<Verdict>map(ConsumerRequest::verdict).orElseGet(Verdict.Anonymous::new);
  }

  /** The association of a registering or registered consumer; empty for an anonymous one. */
  public Optional<Association> association() {
    Verdict verdict = verdict();
    if (verdict instanceof Verdict.Registering registering) {
      return Optional.of(registering.association());
    }
    return verdict instanceof Verdict.Registered registered
        ? Optional.of(registered.association())
        : Optional.empty();
  }

  /** The managers proven to hold the consumer's data; empty for an anonymous one. */
  public Set<String> holders() {
    Verdict verdict = verdict();
    if (verdict instanceof Verdict.Registering registering) {
      return registering.holders();
    }
    return verdict instanceof Verdict.Registered registered
        ? view().map(view -> view.holders(registered.association())).orElseGet(Set::of)
        : Set.of();
  }

  /**
   * How long ago the consumer signed up, by the authority's clock, which is asked each time; empty
   * for an anonymous one.
   */
  public Optional<Duration> sinceSignUp() {
    return association()
        .flatMap(each -> associator.flatMap(known -> known.get().sinceSignUp(each.consumer())));
  }

  public boolean isRegistering() {
    return verdict() instanceof Verdict.Registering;
  }

  public boolean isRegistered() {
    return verdict() instanceof Verdict.Registered;
  }

  /** Where the request was sent and why. */
  public Route route() {
    return request()
        .map(ConsumerRequest::route)
        .orElseGet(() -> new Route.Local(Route.Reason.NOT_ROUTED));
  }

  /**
   * The client is this consumer from now on, for example after a login: sets the token cookie.
   *
   * @throws IllegalStateException when the filter has not seen this request
   */
  public void identify(Association association) {
    seen().identify(association);
  }

  /**
   * The client is nobody from now on: clears the token cookie.
   *
   * @throws IllegalStateException when the filter has not seen this request
   */
  public void forget() {
    seen().forget();
  }

  /**
   * This request has changed the consumer's data, whatever its method: the version goes up when the
   * request ends. What {@code Replication.wrote} does at once.
   *
   * @throws IllegalStateException when the request is nobody's, or the consumer's home is not here
   */
  public void wrote() {
    seen().wrote();
  }

  /** This request has changed nothing, whatever its method; see {@code berth.read-your-writes}. */
  public void onlyRead() {
    seen().onlyRead();
  }

  private ConsumerRequest seen() {
    return request()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the request has not passed Berth's filter, so nothing can be said of it"));
  }

  private Optional<ConsumerRequest> request() {
    return servletRequest().flatMap(ConsumerRequest::of);
  }

  private Optional<View> view() {
    return servletRequest()
        .map(each -> BerthContext.of(each.getServletContext()).cluster().current());
  }

  private Optional<HttpServletRequest> servletRequest() {
    return requests.filter(Instance::isResolvable).map(Instance::get);
  }
}
