package io.berth.filter;

import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Verdict;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application answers here, and the client gets the token that follows from it.
 *
 * <p>With {@code berth.read-your-writes}, what was committed when the first byte of the answer
 * leaves is part of the token that goes along. What is committed later, until the request ends, is
 * part of the record then, which every node reads; the client's token follows with its next answer.
 */
final class LocalAnswer {
  private final BerthContext berth;
  private final HttpServletRequest request;
  private final boolean raises;
  private final @Nullable TokenResponse waiting;
  private final HttpServletResponse response;
  private final ConsumerRequest consumer;

  /** What the client's token says for certain. */
  private @Nullable Association settled;

  /**
   * @param mayWrite what method and marks say of the request
   */
  LocalAnswer(
      BerthContext berth,
      HttpServletRequest request,
      HttpServletResponse response,
      Verdict verdict,
      Route route,
      boolean mayWrite) {
    this.berth = berth;
    this.request = request;
    this.settled = verdict.known().orElse(null);
    ConsumerRequest plain = new ConsumerRequest(berth, request, response, verdict, route);
    this.raises = mayWrite && berth.readsItsWrites() && plain.isHome();
    boolean outdated = settled != null && isOutdated(settled);
    if (raises || outdated || (settled != null && plain.isHintNews(settled))) {
      TokenResponse later = new TokenResponse(response, this::settle);
      this.waiting = later;
      this.response = later;
      this.consumer = new ConsumerRequest(berth, request, later, verdict, route);
    } else {
      this.waiting = null;
      this.response = response;
      this.consumer = plain;
    }
    request.setAttribute(ConsumerRequest.ATTRIBUTE, consumer);
    if (waiting != null && settled != null) {
      consumer.hint(settled);
      if (outdated && consumer.give(settled)) {
        berth.renewed();
      }
    }
  }

  /** A first version is newer than no token; one that proves nothing may be older than it. */
  private boolean isOutdated(Association association) {
    boolean possible =
        association.version() > 1
            || (association.position().isUnknown() && association.acknowledgedBy().isEmpty());
    return possible && berth.identifier().isOutdated(request, association);
  }

  void from(FilterChain chain) throws IOException, ServletException {
    boolean answered = false;
    try {
      chain.doFilter(request, response);
      answered = true;
    } finally {
      if (!answered) {
        fail();
      }
    }
    if (!goesOn()) {
      end();
    }
  }

  /** Whether the application answers on another thread, later. */
  private boolean goesOn() {
    if (!request.isAsyncStarted() || (waiting != null && waiting.isOver())) {
      return false;
    }
    if (waiting != null) {
      waiting.detach();
    }
    try {
      request.getAsyncContext().addListener(new AtTheEnd());
      return true;
    } catch (IllegalStateException e) {
      return false; // it has answered already
    }
  }

  private void end() throws IOException {
    settle();
    if (waiting != null) {
      waiting.end();
    }
  }

  private void fail() {
    settle();
    if (waiting != null) {
      waiting.fail();
    }
  }

  /** Raises the version of what this request may have written until now. */
  private void settle() {
    if (wrote() && consumer.isHome()) {
      consumer
          .verdict()
          .known()
          .flatMap(each -> berth.raise(each.consumer()))
          .ifPresent(this::give);
    }
  }

  /** What the application said counts before what method and marks say. */
  private boolean wrote() {
    Optional<Boolean> marked = consumer.marked();
    return marked.isPresent() ? marked.get() : raises && !hasTold();
  }

  /** Who signs up, logs in or tells of the write by itself has a token of that already. */
  private boolean hasTold() {
    return !consumer.verdict().known().equals(Optional.ofNullable(settled));
  }

  private void give(Association raised) {
    settled = raised;
    if (hasTold()) {
      consumer.identify(raised);
    }
  }

  /** The request ends on another thread. */
  private final class AtTheEnd implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) throws IOException {
      end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
