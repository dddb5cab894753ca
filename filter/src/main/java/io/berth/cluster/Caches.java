package io.berth.cluster;

import io.berth.model.Association;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.infinispan.commons.api.BasicCache;
import org.jboss.logging.Logger;

/**
 * The caches that Berth keeps its copies in. One per web application; closed after everything that
 * uses it.
 */
public abstract sealed class Caches implements AutoCloseable
    permits EmbeddedCaches, RemoteCaches, ServerCaches {
  private static final Logger LOG = Logger.getLogger(Caches.class);

  private final BasicCache<String, Announcement> board;
  private final BasicCache<String, Association> associations;
  private final BasicCache<String, String> sessions;

  Caches(
      BasicCache<String, Announcement> board,
      BasicCache<String, Association> associations,
      BasicCache<String, String> sessions) {
    this.board = board;
    this.associations = associations;
    this.sessions = sessions;
  }

  /**
   * Caches in this web application, alone or in a JGroups cluster, in the server's own container,
   * or in Infinispan Servers, as {@code settings} say.
   *
   * @param node the name of this node, for the cluster's logs
   * @throws RuntimeException when the cluster's port cannot be opened or the state of the others
   *     does not arrive in time
   */
  public static Caches start(ClusterSettings settings, String node) {
    return switch (settings.kind()) {
      case LOCAL, TCP -> EmbeddedCaches.open(settings, node);
      case JNDI -> ServerCaches.open(settings);
      case HOTROD -> RemoteCaches.open(settings);
    };
  }

  /** Consumer id to association. */
  public final BasicCache<String, Association> associations() {
    return associations;
  }

  /** Digest of a session id to consumer id. */
  public final BasicCache<String, String> sessions() {
    return sessions;
  }

  /** Node name to the node's announcement. */
  final BasicCache<String, Announcement> board() {
    return board;
  }

  /** Every announcement whose lease is alive. */
  Collection<Announcement> announcements() {
    return List.copyOf(board.values());
  }

  /** The id of this process in its cluster; empty when there is none to be in. */
  abstract String self();

  /** The ids of the cluster's members; empty when nobody knows who is there. */
  abstract Optional<Set<String>> members();

  /**
   * Ends what a library below the caches has started once and keeps for good: RxJava's pools, whose
   * threads would hold on to a web application that brought the library along. For the last one who
   * leaves that application.
   */
  public static void leave(ClassLoader application) {
    try {
      Class<?> pools =
          Class.forName("io.reactivex.rxjava3.schedulers.Schedulers", false, application);
      if (pools.getClassLoader() == application) {
        pools.getMethod("shutdown").invoke(null);
      }
    } catch (ClassNotFoundException e) {
      LOG.debug("the server's own module has the library, and keeps it");
    } catch (ReflectiveOperationException e) {
      LOG.debugf(e, "the library's pools cannot be ended");
    }
  }

  /** Stops what was started; never throws for a cluster that is already gone. */
  @Override
  public abstract void close();
}
