package io.berth.cdi;

import io.berth.allocator.Allocator;
import io.berth.allocator.Provisions;
import io.berth.allocator.ResourceProvisioner;
import io.berth.associator.Associator;
import io.berth.filter.BerthContext;
import io.berth.replication.Replication;
import io.berth.settings.Settings;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.interceptor.Interceptor;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the control plane part of a web application: finds its provisioners and replicator, refuses
 * what is wrong with them, and starts and ends the background work with the application. The jar
 * has no {@code beans.xml}: everything is named here.
 */
public final class BerthExtension implements Extension {
  private final List<String> problems = new ArrayList<>();
  private volatile Optional<Definitions> definitions = Optional.empty();
  private volatile Optional<ControlPlane> plane = Optional.empty();
  private volatile Optional<BerthContext> own = Optional.empty();
  private volatile Optional<ClassLoader> application = Optional.empty();

  void addQualifierAndRequestView(@Observes BeforeBeanDiscovery discovery) {
    discovery.addQualifier(Provisions.class);
    discovery.addAnnotatedType(CurrentConsumer.class, CurrentConsumer.class.getName());
  }

  void noteWhatCannotProvision(
      @Observes @WithAnnotations(Provisions.class) ProcessAnnotatedType<?> type) {
    Class<?> bean = type.getAnnotatedType().getJavaClass();
    if (bean.isAnnotationPresent(Provisions.class)
        && !ResourceProvisioner.class.isAssignableFrom(bean)) {
      problems.add(bean.getName() + " has @Provisions but is no ResourceProvisioner");
    }
  }

  void addBeans(@Observes AfterBeanDiscovery discovery) {
    add(discovery, Allocator.class, ControlPlane::allocator);
    add(discovery, Associator.class, ControlPlane::associator);
    add(discovery, Replication.class, ControlPlane::replication);
    add(discovery, Links.class, ControlPlane::links);
  }

  private <T> void add(
      AfterBeanDiscovery discovery, Class<T> type, Function<ControlPlane, T> part) {
    discovery
        .<T>addBean()
        .id(type.getName())
        .beanClass(type)
        .types(type, Object.class)
        .scope(ApplicationScoped.class)
        .produceWith(
            instance ->
                part.apply(
                    plane.orElseThrow(
                        () ->
                            new IllegalStateException(
                                type.getSimpleName()
                                    + " is used before the application has started or after it"
                                    + " has ended"))));
  }

  void reportEveryProblem(@Observes AfterDeploymentValidation validation, BeanManager beans) {
    Definitions found = new Definitions(beans);
    problems.addAll(found.problems());
    problems.forEach(
        problem ->
            validation.addDeploymentProblem(new DefinitionException("BERTH-340 " + problem)));
    definitions = Optional.of(found);
  }

  /**
   * Tomcat's Weld says here which web application starts. WildFly's says it to the application's
   * own beans only, and earlier than there is one: there {@link ControlPlaneListener} comes later.
   */
  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) @Initialized(ApplicationScoped.class)
          Object event,
      BeanManager beans) {
    if (event instanceof ServletContext servlets) {
      start(servlets, beans);
    } else if (CDI.current() instanceof SeContainer) {
      start(beans, this::withoutServlets);
    }
  }

  /** Starts the control plane of a web application, if it has not started yet. */
  void start(ServletContext servlets, BeanManager beans) {
    start(
        beans,
        () -> {
          application = Optional.of(servlets.getClassLoader());
          return BerthContext.of(servlets);
        });
  }

  private void start(BeanManager beans, Supplier<BerthContext> context) {
    if (plane.isPresent()) {
      return; // another module of the same deployment
    }
    try {
      plane = definitions.map(found -> ControlPlane.start(context.get(), found, beans));
    } catch (RuntimeException | Error e) {
      stop();
      throw e;
    }
  }

  private BerthContext withoutServlets() {
    BerthContext started = BerthContext.start(Settings.of(name -> null));
    own = Optional.of(started);
    return started;
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
    stop();
  }

  void stopAtTheLatest(@Observes BeforeShutdown shutdown) {
    stop();
  }

  /** Ends what was started; what has ended already stays as it is. */
  void stop() {
    Optional<ControlPlane> running = plane;
    plane = Optional.empty();
    running.ifPresent(ControlPlane::close);
    own.ifPresent(BerthContext::close);
    own = Optional.empty();
    application.ifPresent(Drivers::deregister);
    application = Optional.empty();
  }
}
