package io.berth.cdi;

import io.berth.allocator.Provisions;
import io.berth.allocator.ResourceProvisioner;
import io.berth.associator.Placement;
import io.berth.model.Availability;
import io.berth.model.Resource;
import io.berth.replication.ConsumerReplicator;
import io.berth.replication.ReplicationProbe;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The application's beans that Berth works with, and everything that is wrong with them. */
final class Definitions {
  private final BeanManager beans;
  private final RequestContext requests;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Bean<?>> provisioners = new LinkedHashMap<>();
  private final Optional<Bean<?>> replicator;
  private final List<Bean<?>> probes;
  private final Optional<Bean<?>> placement;

  Definitions(BeanManager beans) {
    this.beans = beans;
    this.requests = new RequestContext(beans);
    Map<String, Set<Bean<?>>> byType = new TreeMap<>();
    all(ResourceProvisioner.class).forEach(bean -> sort(bean, byType));
    byType.forEach(
        (type, found) ->
            only("resource type '" + type + "' has two provisioners", found)
                .ifPresent(bean -> provisioners.put(type, bean)));
    this.replicator =
        only("at most one ConsumerReplicator may be there", all(ConsumerReplicator.class));
    this.probes = alternatives(all(ReplicationProbe.class));
    this.placement = only("at most one Placement may be there", all(Placement.class));
  }

  private Set<Bean<?>> all(Class<?> type) {
    return beans.getBeans(type, Any.Literal.INSTANCE);
  }

  private void sort(Bean<?> bean, Map<String, Set<Bean<?>>> byType) {
    Optional<String> type =
        bean.getQualifiers().stream()
            .filter(Provisions.class::isInstance)
            .map(each -> ((Provisions) each).value())
            .findFirst();
    if (type.isEmpty()) {
      problems.add(named(bean) + " provisions no resource type: put @Provisions(\"type\") on it");
      return;
    }
    checkName(bean, type.get());
    byType.computeIfAbsent(type.get(), name -> new LinkedHashSet<>()).add(bean);
  }

  private void checkName(Bean<?> bean, String type) {
    try {
      new Resource(type, "name", "manager", "", 1, Availability.MAKING);
    } catch (IllegalArgumentException e) {
      problems.add(named(bean) + ": " + e.getMessage());
    }
  }

  /** CDI's own rule decides among several: an alternative that is enabled replaces the others. */
  private Optional<Bean<?>> only(String otherwise, Set<Bean<?>> found) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(beans.resolve(found));
    } catch (AmbiguousResolutionException e) {
      problems.add(
          otherwise + ", keep one of " + found.stream().map(Definitions::named).sorted().toList());
      return found.stream().findFirst();
    }
  }

  /** Several count side by side, but an alternative that is enabled replaces what is none. */
  private static List<Bean<?>> alternatives(Set<Bean<?>> found) {
    List<Bean<?>> enabled = found.stream().filter(Bean::isAlternative).toList();
    return enabled.isEmpty() ? List.copyOf(found) : enabled;
  }

  private static String named(Bean<?> bean) {
    return bean.getBeanClass().getName();
  }

  List<String> problems() {
    return problems;
  }

  Map<String, ResourceProvisioner> provisioners() {
    Map<String, ResourceProvisioner> references = new LinkedHashMap<>();
    provisioners.forEach(
        (type, bean) ->
            references.put(type, requests.lendTo(reference(bean, ResourceProvisioner.class))));
    return references;
  }

  Optional<ConsumerReplicator> replicator() {
    return replicator.map(bean -> requests.lendTo(reference(bean, ConsumerReplicator.class)));
  }

  List<ReplicationProbe> probes() {
    return probes.stream().map(bean -> reference(bean, ReplicationProbe.class)).toList();
  }

  Optional<Placement> placement() {
    return placement.map(bean -> reference(bean, Placement.class));
  }

  private <T> T reference(Bean<?> bean, Class<T> type) {
    return type.cast(beans.getReference(bean, type, beans.createCreationalContext(bean)));
  }
}
