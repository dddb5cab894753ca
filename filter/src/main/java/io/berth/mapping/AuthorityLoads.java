package io.berth.mapping;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the authority: one at a time per consumer, never for longer than a request may wait,
 * and on threads of their own. Not on the request's thread: that one may be inside a transaction
 * whose uncommitted rows nobody else may see, and a slow database must not hold it.
 */
final class AuthorityLoads {
  private static final Logger LOG = Logger.getLogger(AuthorityLoads.class);

  private final ConcurrentMap<ConsumerId, CompletableFuture<Lookup>> flights =
      new ConcurrentHashMap<>();
  private final Executor threads;
  private final Duration timeout;
  private final UnaryOperator<Association> onLoaded;
  private final LongAdder loads;
  private final OncePerMinute failures;
  private volatile @Nullable MappingSource authority;

  /**
   * @param onLoaded puts a record where others find it and answers the newest one known
   */
  AuthorityLoads(
      Executor threads,
      Duration timeout,
      UnaryOperator<Association> onLoaded,
      LongAdder loads,
      OncePerMinute failures) {
    this.threads = threads;
    this.timeout = timeout;
    this.onLoaded = onLoaded;
    this.loads = loads;
    this.failures = failures;
  }

  void from(MappingSource source) {
    authority = source;
  }

  /**
   * Asks, or waits for the answer to the same question. "Unknown" is taken only from a question
   * that was put after this call began: an earlier one may have missed a sign-up that was committed
   * since.
   */
  Lookup find(ConsumerId consumer) {
    MappingSource source = authority;
    if (source == null) {
      return new Lookup.Degraded("the mapping is not cached and this node has no authority");
    }
    CompletableFuture<Lookup> earlier = flights.get(consumer);
    if (earlier != null && !(await(earlier) instanceof Lookup.Unknown)) {
      return await(earlier);
    }
    return await(ask(consumer, source));
  }

  private CompletableFuture<Lookup> ask(ConsumerId consumer, MappingSource source) {
    CompletableFuture<Lookup> mine = new CompletableFuture<>();
    CompletableFuture<Lookup> other = flights.putIfAbsent(consumer, mine);
    if (other != null) {
      return other;
    }
    try {
      threads.execute(() -> land(consumer, mine, source));
    } catch (RejectedExecutionException e) {
      finish(consumer, mine, new Lookup.Degraded("too many questions wait for the authority"));
    }
    return mine;
  }

  private void land(ConsumerId consumer, CompletableFuture<Lookup> mine, MappingSource source) {
    Lookup outcome = new Lookup.Degraded("the authority failed");
    try {
      loads.increment();
      Optional<Association> row = source.find(consumer);
      outcome =
          row.isPresent() ? new Lookup.Found(onLoaded.apply(row.get())) : new Lookup.Unknown();
    } catch (RuntimeException e) {
      if (failures.mayPass()) {
        LOG.warnf(e, "BERTH-102 the authority could not be asked for consumer %s", consumer);
      }
      outcome = new Lookup.Degraded("the authority could not be asked: " + e);
    } finally {
      finish(consumer, mine, outcome);
    }
  }

  private void finish(ConsumerId consumer, CompletableFuture<Lookup> mine, Lookup outcome) {
    flights.remove(consumer, mine);
    mine.complete(outcome);
  }

  private Lookup await(CompletableFuture<Lookup> flight) {
    try {
      return flight.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Lookup.TimedOut(timeout.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Lookup.Degraded("interrupted while waiting for the authority");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question to the authority never fails, it answers", e);
    }
  }
}
