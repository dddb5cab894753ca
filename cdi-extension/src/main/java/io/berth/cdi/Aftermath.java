package io.berth.cdi;

import io.berth.associator.Afterwards;
import io.berth.filter.ConsumerRequest;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Verdict;
import io.berth.replication.ReplicationProbe;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/** What follows a commit, by the web application's cache, request and events. */
final class Aftermath implements Afterwards {
  private static final Logger LOG = Logger.getLogger(Aftermath.class);
  private final MappingCache mapping;
  private final Optional<ReplicationProbe> probe;
  private final BeanManager beans;
  private final RequestContext requests;
  private final Executor publishers;

  Aftermath(
      MappingCache mapping,
      Optional<ReplicationProbe> probe,
      BeanManager beans,
      Executor publishers) {
    this.mapping = mapping;
    this.probe = probe;
    this.beans = beans;
    this.publishers = publishers;
    this.requests = new RequestContext(beans);
  }

  @Override
  public Position position() {
    try {
      return probe.map(ReplicationProbe::position).orElse(Position.UNKNOWN);
    } catch (RuntimeException e) {
      LOG.warnf(e, "BERTH-330 the replication probe could not say where the log stands");
      return Position.UNKNOWN;
    }
  }

  @Override
  public void publish(Association association) {
    try {
      mapping.publish(association);
    } catch (RuntimeException e) {
      LOG.warnf(
          e,
          "BERTH-331 the mapping cache did not take %s; nodes ask the authority instead",
          association.consumer());
    }
  }

  /** Every other node answers the publisher, and a sign-up does not wait for that. */
  @Override
  public void publishFirst(Association association) {
    publishers.execute(() -> publish(association));
  }

  @Override
  public void identify(Association association) {
    current().ifPresent(request -> request.identify(association));
  }

  @Override
  public void renew(Association association) {
    current()
        .filter(request -> isClient(request.verdict(), association.consumer()))
        .ifPresent(request -> request.identify(association));
  }

  private static boolean isClient(Verdict verdict, ConsumerId consumer) {
    if (verdict instanceof Verdict.Registering registering) {
      return registering.association().consumer().equals(consumer);
    }
    return verdict instanceof Verdict.Registered registered
        && registered.association().consumer().equals(consumer);
  }

  @Override
  public void tell(Object event) {
    try {
      requests.run(() -> beans.getEvent().fire(event));
    } catch (RuntimeException e) {
      LOG.errorf(
          e,
          "BERTH-332 an observer of %s failed; what it was told of stays as it is",
          event.getClass().getSimpleName());
    }
  }

  /** The request that this thread works for; empty on a background thread. */
  private Optional<ConsumerRequest> current() {
    Instance<HttpServletRequest> request = beans.createInstance().select(HttpServletRequest.class);
    if (!request.isResolvable()) {
      return Optional.empty();
    }
    try {
      return ConsumerRequest.of(request.get());
    } catch (ContextNotActiveException | IllegalStateException e) {
      LOG.tracef(e, "no request on this thread");
      return Optional.empty();
    }
  }
}
