package io.berth.site;

import io.berth.allocator.ResourceProvisioner;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The real things behind one manager's resources, and the ways in which making them goes wrong. */
public final class Factory implements ResourceProvisioner {
  private final Map<String, String> real = new ConcurrentHashMap<>();
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final Map<String, String> madeAs = new ConcurrentHashMap<>();
  public volatile Set<String> variants = Set.of("");
  public volatile Function<Map<String, String>, String> chooser = attributes -> "";
  public volatile long generation;
  public volatile Runnable beforeListing = () -> {};
  public volatile Step beforeProvision = resource -> {};
  public volatile Step beforePersonalise = resource -> {};
  public volatile Step beforeRetire = resource -> {};

  /** Something that happens on the way; what it throws fails the call. */
  @FunctionalInterface
  public interface Step {
    void pass(Resource resource);
  }

  @Override
  public void provision(Resource resource) {
    alone(
        resource,
        () -> {
          attempts.incrementAndGet();
          real.put(resource.name(), "half made"); // what fails leaves something behind
          beforeProvision.pass(resource);
          real.put(resource.name(), "");
        });
  }

  @Override
  public void provision(Resource resource, String variant) {
    madeAs.put(resource.name(), variant + "/" + generation);
    provision(resource);
  }

  /** The variant and generation that something was made as, for example {@code fr/2}. */
  public String madeAs(Resource resource) {
    return madeAs(resource.name());
  }

  public String madeAs(String name) {
    return madeAs.getOrDefault(name, "");
  }

  @Override
  public Set<String> variants() {
    return variants;
  }

  @Override
  public String variant(Map<String, String> attributes) {
    return chooser.apply(attributes);
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public Optional<Set<String>> existing() {
    beforeListing.run();
    return Optional.of(Set.copyOf(real.keySet()));
  }

  @Override
  public void personalise(Resource resource, ConsumerId owner) {
    alone(
        resource,
        () -> {
          beforePersonalise.pass(resource);
          real.put(resource.name(), owner.value());
        });
  }

  @Override
  public void retire(Resource resource) {
    alone(
        resource,
        () -> {
          beforeRetire.pass(resource);
          real.remove(resource.name());
        });
  }

  /** Never two calls at once for one resource: the SPI promises it. */
  private void alone(Resource resource, Runnable work) {
    if (!busy.add(resource.name())) {
      overlaps.incrementAndGet();
    }
    try {
      work.run();
    } finally {
      busy.remove(resource.name());
    }
  }

  /** Name to owner; the owner of stock is empty. */
  public Map<String, String> real() {
    return real;
  }

  public int attempts() {
    return attempts.get();
  }

  public int overlaps() {
    return overlaps.get();
  }
}
