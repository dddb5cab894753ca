package io.berth.associator;

import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.StockKeeper;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.store.AssociationState;
import io.berth.store.Claim;
import io.berth.store.Standing;
import io.berth.store.Tables;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Finds out who registers a consumer: this call, another one, or nobody because it is done. */
final class Claimant {
  private static final long POLL_MILLIS = 20;
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private final Tables tables;
  private final ResourceManager local;
  private final AllocatorSettings settings;
  private final StockChoice choice;
  private final Neighbours neighbours;
  private final LongSupplier nanos;

  Claimant(
      Tables tables,
      StockChoice choice,
      StockKeeper stock,
      Neighbours neighbours,
      LongSupplier nanos) {
    this.tables = tables;
    this.local = stock.manager();
    this.settings = stock.settings();
    this.choice = choice;
    this.neighbours = neighbours;
    this.nanos = nanos;
  }

  /**
   * Hopes first that nobody knows the consumer, for that is nearly always so: one transaction is
   * all it takes then. Only who is told otherwise looks.
   */
  Outcome claim(ConsumerId consumer, Requirements requirements) throws InterruptedException {
    long start = nanos.getAsLong();
    admit(consumer, requirements);
    Optional<Standing> known =
        choice.isLocalFirst(requirements)
            ? Optional.empty()
            : tables.associations().standing(consumer);
    while (true) {
      Optional<Outcome> outcome = decide(consumer, requirements, known);
      if (outcome.isPresent()) {
        return outcome.get();
      }
      giveUpWhenLate(consumer, start);
      known = tables.associations().standing(consumer);
      giveUpWhenNotFree(known, start);
      if (known.filter(each -> isInProgress(each) || !isFree(each)).isPresent()) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        known = tables.associations().standing(consumer);
      }
    }
  }

  /** What can be said now; empty when it is worth looking again. */
  private Optional<Outcome> decide(
      ConsumerId consumer, Requirements requirements, Optional<Standing> known)
      throws InterruptedException {
    if (known.isPresent() && known.get().state() == AssociationState.BOUND) {
      return Optional.of(new Outcome.Known(known.get().association()));
    }
    if (known.filter(Claimant::isInProgress).isPresent()) {
      return resume(known.get());
    }
    if (known.filter(each -> !isFree(each)).isPresent()) {
      return Optional.empty();
    }
    Claim claim = choice.claim(consumer, requirements, known.map(Standing::association));
    return claim instanceof Claim.Granted granted
        ? Optional.of(outcome(granted.association()))
        : Optional.empty();
  }

  /** A key belongs to the first body that came with it, whatever became of that. */
  private void admit(ConsumerId consumer, Requirements requirements) {
    Optional<RequestKey> key = requirements.key();
    if (key.isPresent()
        && !tables.requests().admit(key.get().key(), consumer, key.get().fingerprint())) {
      throw new KeyReusedException(
          "the key of the request of "
              + consumer
              + " came before with another body or for somebody else; answer 422");
    }
  }

  /** A name is free when everybody who had its data knows that it is gone. */
  private boolean isFree(Standing standing) {
    Association association = standing.association();
    return standing.state() != AssociationState.GONE
        || (tables.outbox().isDelivered(association.consumer())
            && (association.position().stores().isEmpty() || neighbours.allHold(association)));
  }

  private void giveUpWhenNotFree(Optional<Standing> known, long start) {
    Duration waited = Duration.ofNanos(nanos.getAsLong() - start);
    if (waited.compareTo(settings.stockWait()) >= 0
        && known.filter(each -> !isFree(each)).isPresent()) {
      throw new NameNotFreeException(
          known.get().association().consumer()
              + " was deleted, and after "
              + waited.toMillis()
              + " ms not every manager has seen it; see berth.stock.wait",
          RETRY);
    }
  }

  private static boolean isInProgress(Standing standing) {
    return !standing.expired()
        && (standing.state() == AssociationState.CLAIMED
            || standing.state() == AssociationState.RESERVED);
  }

  /** What another manager's node reserved here, a node of this manager goes on with. */
  private Optional<Outcome> resume(Standing standing) {
    if (standing.state() != AssociationState.RESERVED
        || !standing.association().home().equals(local.name())) {
      return Optional.empty();
    }
    return tables
        .claims()
        .resume(standing.association(), settings.claimLease())
        .map(Outcome.Mine::new);
  }

  private Outcome outcome(Association granted) {
    return granted.home().equals(local.name())
        ? new Outcome.Mine(granted)
        : new Outcome.Elsewhere(granted);
  }

  private void giveUpWhenLate(ConsumerId consumer, long start) {
    Duration waited = Duration.ofNanos(nanos.getAsLong() - start);
    if (waited.compareTo(settings.claimLease().plus(GRACE)) > 0) {
      throw new RegistrationException(
          "another registration of "
              + consumer
              + " has not ended within "
              + waited.toSeconds()
              + " s; see berth.claim.lease");
    }
  }
}
