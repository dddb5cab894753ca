package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.catalina.Context;
import org.junit.jupiter.api.Test;

/**
 * The whole application is deployed and taken away again and again in one Tomcat: afterwards there
 * is no thread, group of threads, timer or MBean of it left, and the class loaders are collected,
 * but for those of the last one or two, see {@link #HELD_BY_THE_JDK}. A few times in a build;
 * {@code -Prolling} makes it fifty.
 */
class RedeployIT {
  private static final int TIMES = Integer.getInteger("redeploy.times", 4);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * The JDK compares the parts of records by two handles, each of which remembers the type it was
   * last made to fit. So two class loaders may stay until the next record is compared, however
   * often there is a redeployment.
   */
  private static final int HELD_BY_THE_JDK = 2;

  /** The JVM's own, Tomcat's and this test's. */
  private static final Set<String> NOT_ITS =
      Set.of(
          "ForkJoinPool",
          "Cleaner",
          "process reaper",
          "Attach",
          "RMI",
          "http-nio",
          "Catalina-utility",
          "HttpClient",
          "awaitility",
          "surefire");

  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

  @Test
  void nothingOfAnApplicationOutlivesIt() throws Exception {
    try (OneTomcat tomcat = OneTomcat.start("redeploy")) {
      redeploy(tomcat); // what a JVM starts once is not ours
      Set<Thread> threads = threads();
      for (int i = 0; i < TIMES; i++) {
        redeploy(tomcat);
      }
      assertThat(beans()).isEmpty();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Set<Thread> more = threads();
                more.removeAll(threads);
                assertThat(more).isEmpty();
              });
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(groups()).isEmpty());
      await().atMost(PATIENCE).until(() -> stillThere() <= HELD_BY_THE_JDK);
      System.out.printf(
          "%d redeployments: no thread, group of threads or MBean is left; of %d class loaders"
              + " %d%n",
          TIMES, loaders.size(), stillThere());
    }
  }

  /** Groups of threads whose class came with an application: they keep all of its classes. */
  @SuppressWarnings("ThreadGroup") // they are what is looked for
  private static List<ThreadGroup> groups() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    ThreadGroup[] all = new ThreadGroup[root.activeGroupCount() + 64];
    root.enumerate(all);
    return Arrays.stream(all)
        .filter(group -> group != null)
        .filter(group -> String.valueOf(group.getClass().getClassLoader()).contains("Webapp"))
        .toList();
  }

  private long stillThere() {
    System.gc();
    return loaders.stream().filter(loader -> loader.get() != null).count();
  }

  /** On a thread that ends with it, as Tomcat's own deployer does. */
  private void redeploy(OneTomcat tomcat) throws Exception {
    FutureTask<WeakReference<ClassLoader>> task = new FutureTask<>(() -> deployAndTakeAway(tomcat));
    Thread deployer = new Thread(task, "deployer");
    deployer.start();
    deployer.join();
    loaders.add(task.get());
  }

  private static WeakReference<ClassLoader> deployAndTakeAway(OneTomcat tomcat) throws Exception {
    Context context = tomcat.deploy("/app", Map.of("berth.drain.notice", "0"));
    assertThat(new Person().get(tomcat.node(), "/app/node.json").status()).isEqualTo(200);
    assertThat(beans()).isNotEmpty();
    WeakReference<ClassLoader> loader = new WeakReference<>(context.getLoader().getClassLoader());
    tomcat.undeploy(context);
    return loader;
  }

  private static Set<ObjectName> beans() throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    Set<ObjectName> beans = server.queryNames(new ObjectName("io.berth:*"), null);
    beans.addAll(server.queryNames(new ObjectName("org.infinispan*:*"), null));
    beans.addAll(server.queryNames(new ObjectName("com.zaxxer.hikari:*"), null));
    return beans;
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> NOT_ITS.stream().noneMatch(thread.getName()::contains))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
