package io.berth.sample.demo;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One run: everybody signs up, so many at a time, and reads until settled. */
final class Voyage implements AutoCloseable {
  private static final int CLIENT_THREADS = 4;
  private static final int ALONE = 30;

  private final DemoOptions options;
  private final Cluster cluster;
  private final boolean routed;
  private final Tally tally = new Tally();
  private final Semaphore signUpSlots;
  private final CountDownLatch ended;
  private final ExecutorService clientThreads = Executors.newFixedThreadPool(CLIENT_THREADS);
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param routed whether the filter is on, so that a consumer waits for "registered" too
   */
  Voyage(DemoOptions options, Cluster cluster, boolean routed) {
    this.options = options;
    this.cluster = cluster;
    this.routed = routed;
    this.signUpSlots = new Semaphore(options.concurrency());
    this.ended = new CountDownLatch(options.signups());
  }

  Tally run(Progress progress) throws InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(clientThreads)
            .build();
    for (int i = 0; i < options.signups(); i++) {
      while (!signUpSlots.tryAcquire(100, TimeUnit.MILLISECONDS)) {
        show(progress);
      }
      String name = (routed ? "berth-" : "control-") + i;
      Visitor visitor = new Visitor(client, name + "@example.org", name);
      new Journey(this, visitor, someNode(i)).begin();
    }
    while (!ended.await(100, TimeUnit.MILLISECONDS)) {
      show(progress);
    }
    show(progress);
    signUpAlone(client);
    progress.end();
    return tally;
  }

  /**
   * What one person waits for when nobody else signs up: one at a time, on nodes that are warm by
   * now. The first page is asked for at another node, where only a forward can have it so soon.
   */
  private void signUpAlone(HttpClient client) throws InterruptedException {
    for (int i = 0; i < ALONE; i++) {
      String name = (routed ? "berth-alone-" : "control-alone-") + i;
      DemoNode node = someNode(i);
      Visitor visitor = new Visitor(client, name + "@example.org", name);
      long begun = System.nanoTime();
      try {
        Reply reply = visitor.signUp(node).get();
        if (reply.status() == 201) {
          tally.aloneMillis.add((System.nanoTime() - begun) / 1e6);
          if (visitor.readAccount(someNode(i + 1)).get().isAccount()) {
            tally.firstPageMillis.add((System.nanoTime() - begun) / 1e6);
          }
        } else {
          failedAlone(node, Integer.toString(reply.status()));
        }
      } catch (ExecutionException e) {
        failedAlone(node, String.valueOf(e.getCause()));
      }
    }
  }

  private void failedAlone(DemoNode node, String outcome) {
    tally.failed(new Failure("sign-up alone", node, node.manager(), outcome));
  }

  private void show(Progress progress) {
    int all = options.signups();
    long done = all - ended.getCount();
    progress.show(
        (tally.signUps.get() + done) / (2.0 * all),
        String.format(
            "%d signed up, %d settled, %d reads, %d not found",
            tally.signUps.get(), tally.settled.get(), tally.reads.get(), tally.misses.get()));
  }

  Tally tally() {
    return tally;
  }

  /** The nodes that are there, in turn; a balancer in front would do the same. */
  private DemoNode someNode(int turn) {
    List<DemoNode> nodes = live(cluster.nodes());
    return nodes.isEmpty() ? cluster.nodes().get(0) : nodes.get(turn % nodes.size());
  }

  /** Those of {@code nodes} that have not been lost. */
  List<DemoNode> live(List<DemoNode> nodes) {
    List<DemoNode> lost = cluster.lost();
    return lost.isEmpty() ? nodes : nodes.stream().filter(node -> !lost.contains(node)).toList();
  }

  List<DemoNode> nodes() {
    return cluster.nodes();
  }

  boolean isRouted() {
    return routed;
  }

  Duration lag() {
    return options.lag();
  }

  ScheduledExecutorService later() {
    return later;
  }

  void leaveSignUpSlot() {
    signUpSlots.release();
  }

  void ended(Journey journey, boolean settled) {
    (settled ? tally.settled : tally.unsettled).incrementAndGet();
    ended.countDown();
  }

  /** A defect of the demo must not leave it waiting for a journey that will never end. */
  void guard(Journey journey, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      System.err.println("the demo has a defect: " + e);
      e.printStackTrace();
      tally.failed(new Failure("read", cluster.nodes().get(0), "", "defect of the demo"));
      ended(journey, false);
    }
  }

  @Override
  public void close() {
    later.shutdownNow();
    clientThreads.shutdownNow();
  }
}
