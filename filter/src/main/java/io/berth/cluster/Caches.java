package io.berth.cluster;

import io.berth.model.Association;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.infinispan.commons.api.BasicCache;

/**
 * The caches that Berth keeps its copies in. One per web application; closed after everything that
 * uses it.
 */
public abstract sealed class Caches implements AutoCloseable
    permits EmbeddedCaches, RemoteCaches, ServerCaches {
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
   * Ends what the libraries below the caches have started once and keep for good. For the last one
   * who leaves the web application that brought them along.
   */
  public static void leave(ClassLoader application) {
    Leftovers.endPools(application);
    Leftovers.destroyGroups(application);
  }

  /** Stops what was started; never throws for a cluster that is already gone. */
  @Override
  public abstract void close();
}
