package io.berth.filter;

import io.berth.forward.Refusal;
import io.berth.forward.RequestRules;
import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Verdict;
import io.berth.model.View;
import io.berth.router.Arrival;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends every request to where its consumer's data is proven to be (claims 1b, 1d, 10).
 *
 * <p>Registered by {@link BerthInitializer} in front of every other filter, for it has to decide
 * before anybody touches parameters or body. The token travels in a cookie, by default {@code
 * __Host-berth}, or in the header {@code Berth-Token}. What it found is the request attribute
 * {@link ConsumerRequest#ATTRIBUTE}.
 */
public final class ConsumerRoutingFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Route NOT_ROUTED = new Route.Local(Route.Reason.NOT_ROUTED);

  private final transient RequestRules rules = new RequestRules();
  private final AtomicLong turn = new AtomicLong();
  private transient BerthContext berth;

  /** For the container; the context is found by {@link #init}. */
  @SuppressWarnings("NullAway.Init") // the container calls init before doFilter
  public ConsumerRoutingFilter() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    super.init(config);
    berth = BerthContext.of(config.getServletContext());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!isNew(request)) {
      chain.doFilter(request, response);
      return;
    }
    String path = pathOf(request);
    if (berth.operations().probes().answers(path, request, response)) {
      return;
    }
    Optional<Refusal> refusal = rules.check(request);
    if (refusal.isPresent()) {
      refusal.get().answer(request, response);
      return;
    }
    Hop.From sender = berth.hop().sender(request);
    if (!endsHere(path, sender, request, response)) {
      decide(path, sender, request, response, chain);
    }
  }

  /** Whether it was for Berth itself, or has been here before. */
  private boolean endsHere(
      String path, Hop.From sender, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (berth.ownPaths().answer(path, sender, request, response)) {
      return true;
    }
    if (sender == Hop.From.STRANGER) {
      berth.warnings().stranger();
    }
    if (sender == Hop.From.SELF) {
      berth.warnings().loop();
      Refusals.loop(response);
    }
    return sender == Hop.From.SELF;
  }

  private void decide(
      String path,
      Hop.From sender,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    long begun = berth.operations().decisions().begin();
    View view = berth.cluster().current();
    Verdict verdict = berth.identifier().identify(request, view);
    boolean routed = berth.isRouted(path);
    if (routed && berth.links().exchange(request, response, verdict, view)) {
      return;
    }
    boolean decided = sender == Hop.From.NODE || Dispatching.isDispatched(request);
    boolean mayWrite = berth.marks().mayWrite(request.getMethod(), path);
    Arrival arrival = new Arrival(!mayWrite, decided, turn.getAndIncrement());
    Route route = routed ? berth.router().route(verdict, arrival, view) : NOT_ROUTED;
    berth.routes().count(route);
    berth.operations().decisions().note(request, response, verdict, route, begun);
    if (route instanceof Route.Local) {
      LocalAnswer answer =
          new LocalAnswer(berth, request, response, verdict, route, routed && mayWrite);
      answer(answer, request, chain);
    } else {
      send(route, verdict, arrival, sender, request, response);
    }
  }

  private void answer(LocalAnswer answer, HttpServletRequest request, FilterChain chain)
      throws IOException, ServletException {
    berth.operations().inFlight().begin();
    try {
      answer.from(chain);
    } finally {
      berth.operations().inFlight().end(request);
    }
  }

  /** Anywhere but to the application behind this filter. */
  private void send(
      Route route,
      Verdict verdict,
      Arrival arrival,
      Hop.From sender,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, ServletException {
    if (route instanceof Route.Forward forward) {
      Association association = verdict.known().orElseThrow();
      OtherNodes others = new OtherNodes(berth, association, arrival);
      berth.forward(request, response, forward.node(), others);
    } else if (route instanceof Route.Dispatch dispatch) {
      dispatch(dispatch, verdict, request, response);
    } else if (route instanceof Route.Misdirected) {
      misdirected(verdict, sender, response);
    } else {
      Refusals.unavailable(response);
    }
  }

  private static boolean isNew(HttpServletRequest request) {
    boolean undecided =
        request.getDispatcherType() == DispatcherType.REQUEST || Dispatching.isDispatched(request);
    return undecided && request.getAttribute(ConsumerRequest.ATTRIBUTE) == null;
  }

  /**
   * To another context, which finds out by itself whose request it is; or to a path of this one.
   */
  private void dispatch(
      Route.Dispatch to, Verdict verdict, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (Dispatching.isHere(to.context())) {
      ConsumerRequest here = new ConsumerRequest(berth, request, response, verdict, to);
      request.setAttribute(ConsumerRequest.ATTRIBUTE, here);
      verdict.known().ifPresent(here::hint);
    }
    berth.operations().inFlight().begin();
    try {
      if (!Dispatching.dispatch(to.context(), request, response)) {
        berth.warnings().missing(to.context());
        Refusals.unavailable(response);
      }
    } finally {
      berth.operations().inFlight().end(request);
    }
  }

  private void misdirected(Verdict verdict, Hop.From sender, HttpServletResponse response)
      throws IOException {
    if (sender == Hop.From.NODE) {
      Refusals.misdirected(response, verdict.known().flatMap(berth.packets()::seal));
    } else {
      Refusals.unavailable(response); // another context was wrong; its client cannot help it
    }
  }

  private static String pathOf(HttpServletRequest request) {
    String extra = request.getPathInfo();
    return request.getServletPath() + (extra == null ? "" : extra);
  }
}
