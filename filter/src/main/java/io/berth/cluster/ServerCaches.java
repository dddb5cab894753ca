package io.berth.cluster;

import io.berth.model.Association;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.infinispan.Cache;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.manager.EmbeddedCacheManager;
import org.jboss.logging.Logger;

/**
 * Caches in the server's own cache container: WildFly's, found by JNDI. Who runs the server says
 * how the nodes find and trust each other; the caches are made here and go with the application.
 *
 * <p>Values are texts ({@link TextForm}): the container carries what it holds with a marshaller of
 * the server's, which does not know the classes of an application.
 */
final class ServerCaches extends Caches {
  private static final Logger LOG = Logger.getLogger(ServerCaches.class);

  private final EmbeddedCacheManager container;
  private final Map<String, Cache<String, String>> made;

  private ServerCaches(EmbeddedCacheManager container, Map<String, Cache<String, String>> made) {
    super(
        TextCache.over(texts(made, CacheShapes.CLUSTER), new TextForm<>(Announcement.class)),
        TextCache.over(texts(made, CacheShapes.MAPPING), new TextForm<>(Association.class)),
        texts(made, CacheShapes.SESSIONS));
    this.container = container;
    this.made = made;
  }

  /** As they are stored: WildFly would give each application a form of its own. */
  private static Cache<String, String> texts(Map<String, Cache<String, String>> made, String name) {
    return Objects.requireNonNull(made.get(name))
        .getAdvancedCache()
        .withMediaType(MediaType.APPLICATION_OBJECT, MediaType.APPLICATION_OBJECT);
  }

  /**
   * @throws IllegalStateException when there is no such container, or it has these caches already
   */
  static ServerCaches open(ClusterSettings settings) {
    return in(lookUp(settings.container()), settings);
  }

  static ServerCaches in(EmbeddedCacheManager container, ClusterSettings settings) {
    for (String name : CacheShapes.ALL) {
      if (container.getCacheConfiguration(name) != null) {
        throw new IllegalStateException(
            "the container has a cache %s already, and serves one application only; %s; see %s"
                .formatted(name, settings, ClusterSettings.CONTAINER.name()));
      }
    }
    CacheShapes shapes = new CacheShapes(settings.sizes(), isClustered(container), true);
    Map<String, Cache<String, String>> made = new TreeMap<>();
    try {
      for (String name : CacheShapes.ALL) {
        container.defineConfiguration(name, shapes.of(name));
        made.put(name, make(container, name));
      }
      return new ServerCaches(container, made);
    } catch (RuntimeException | LinkageError e) {
      remove(container, made);
      throw e;
    }
  }

  /**
   * WildFly gives a cache the marshallers that the thread's class loader finds; those of an
   * application name classes that it does not see. The container's own will do for text.
   */
  private static Cache<String, String> make(EmbeddedCacheManager container, String name) {
    Thread thread = Thread.currentThread();
    ClassLoader application = thread.getContextClassLoader();
    thread.setContextClassLoader(container.getCacheManagerConfiguration().classLoader());
    try {
      return container.getCache(name);
    } finally {
      thread.setContextClassLoader(application);
    }
  }

  private static boolean isClustered(EmbeddedCacheManager container) {
    return container.getCacheManagerConfiguration().isClustered();
  }

  /** WildFly starts a container only for whom refers to it in its web.xml, or by a resource. */
  @SuppressWarnings("BanJNDI") // the name comes from the operator's settings, never from a request
  private static EmbeddedCacheManager lookUp(String name) {
    String where = "at " + ClusterSettings.CONTAINER.name() + " = " + name;
    try {
      if (InitialContext.doLookup(name) instanceof EmbeddedCacheManager container) {
        return container;
      }
    } catch (NamingException e) {
      throw new IllegalStateException(
          "no cache container "
              + where
              + "; WildFly starts it for an application that refers to it: see"
              + " server-config/wildfly/cluster.cli",
          e);
    }
    throw new IllegalStateException(
        "no cache container of this application's Infinispan "
            + where
            + "; the WAR must have the server's module of it and no jars of its own");
  }

  /** The very caches that were made: WildFly's forget with {@code stop} what they were given. */
  private static void remove(
      EmbeddedCacheManager container, Map<String, Cache<String, String>> made) {
    for (String name : CacheShapes.ALL) {
      try {
        Cache<String, String> cache = made.get(name);
        if (cache != null) {
          cache.stop();
        }
        container.undefineConfiguration(name);
      } catch (RuntimeException e) {
        LOG.debugf(e, "the cache %s is gone with its container", name);
      }
    }
  }

  @Override
  String self() {
    return isClustered(container) ? Membership.self(container) : "";
  }

  @Override
  Optional<Set<String>> members() {
    return isClustered(container) ? Membership.members(container) : Optional.empty();
  }

  /** The container stays, without what would hold on to this application. */
  @Override
  public void close() {
    remove(container, made);
  }
}
