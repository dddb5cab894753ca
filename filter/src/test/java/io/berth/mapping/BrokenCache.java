package io.berth.mapping;

import io.berth.model.Association;
import java.lang.reflect.Proxy;
import org.infinispan.commons.api.BasicCache;
import org.infinispan.partitionhandling.AvailabilityException;

/** A cache as it is on the wrong side of a split that refuses. */
final class BrokenCache {
  private BrokenCache() {}

  @SuppressWarnings("unchecked") // a proxy has no type arguments
  static BasicCache<String, Association> thatThrows() {
    return (BasicCache<String, Association>)
        Proxy.newProxyInstance(
            BrokenCache.class.getClassLoader(),
            new Class<?>[] {BasicCache.class},
            (proxy, method, arguments) -> {
              throw new AvailabilityException("planted: the cache is degraded");
            });
  }

  /** A cache in front of {@code real} whose near copy of everything never changes again. */
  @SuppressWarnings("unchecked") // a proxy has no type arguments
  static BasicCache<String, Association> thatShowsForEver(
      Association old, BasicCache<String, Association> real) {
    return (BasicCache<String, Association>)
        Proxy.newProxyInstance(
            BrokenCache.class.getClassLoader(),
            new Class<?>[] {BasicCache.class},
            (proxy, method, arguments) ->
                method.getName().equals("get") ? old : method.invoke(real, arguments));
  }

  /** A cache that is so full that what it is given is gone at once. */
  @SuppressWarnings("unchecked") // a proxy has no type arguments
  static BasicCache<String, Association> thatKeepsNothing() {
    return (BasicCache<String, Association>)
        Proxy.newProxyInstance(
            BrokenCache.class.getClassLoader(),
            new Class<?>[] {BasicCache.class},
            (proxy, method, arguments) -> null);
  }
}
