package io.berth.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * What libraries below the caches start once and keep for good; each would hold on to a web
 * application that brought the library along, and so to all of its classes.
 */
final class Leftovers {
  private static final Logger LOG = Logger.getLogger(Leftovers.class);

  private Leftovers() {}

  /** RxJava's pools, with their threads. */
  static void endPools(ClassLoader application) {
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

  /**
   * Infinispan's groups of threads, of a class of its own. Up to Java 18 a group stays with its
   * parent until it is destroyed; later ones are forgotten by themselves, and these calls do
   * nothing. What the JVM's own class path brought along stays: other applications may be using it.
   */
  @SuppressWarnings("removal")
  static void destroyGroups(ClassLoader application) {
    if (application == ClassLoader.getSystemClassLoader()) {
      return;
    }
    for (ThreadGroup group : groups()) {
      if (group.getClass().getClassLoader() == application) {
        group.setDaemon(true); // its last thread destroys it, if one still runs
        if (group.activeCount() == 0 && !group.isDestroyed()) {
          group.destroy();
        }
      }
    }
  }

  private static List<ThreadGroup> groups() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    ThreadGroup[] all = new ThreadGroup[root.activeGroupCount() + 64]; // some may just be made
    root.enumerate(all);
    return Arrays.stream(all).filter(Objects::nonNull).toList();
  }
}
