package io.berth.cdi;

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
import java.util.Optional;
import java.util.Set;

/**
 * The verdict on the current request, injectable: request scope; a view of the request attribute. A
 * request that the filter has not seen is anonymous.
 */
@RequestScoped
public class CurrentConsumer {
  private final Optional<Instance<HttpServletRequest>> requests;

  /** For client proxies. */
  protected CurrentConsumer() {
    this.requests = Optional.empty();
  }

  @Inject
  CurrentConsumer(Instance<HttpServletRequest> requests) {
    this.requests = Optional.of(requests);
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

  private ConsumerRequest seen() {
    return request()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the request has not passed Berth's filter, so no cookie can be set"));
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
