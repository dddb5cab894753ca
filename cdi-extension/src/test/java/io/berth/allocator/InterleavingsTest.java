package io.berth.allocator;

import io.berth.model.Availability;
import io.berth.model.Resource;
import io.berth.store.Kind;
import io.berth.store.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * What threads of one JVM share, under a model checker: short programs of three threads, each in
 * many interleavings, and every outcome has to be one that some order of the calls would have had.
 * More of them with {@code -Dberth.interleavings.programs=100}.
 */
class InterleavingsTest {
  private static final int PROGRAMS = Integer.getInteger("berth.interleavings.programs", 4);
  private static final int INTERLEAVINGS = 400;

  private static void check(Class<?> shared) {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(PROGRAMS)
        .invocationsPerIteration(INTERLEAVINGS)
        .minimizeFailedScenario(false)
        .check(shared);
    System.out.printf(
        "%s: %d programs of 3 threads, %d interleavings each%n",
        shared.getSimpleName(), PROGRAMS, INTERLEAVINGS);
  }

  private static Pool pool() {
    return new Pool(
        Kind.of("workspace"),
        new Idle(),
        new PoolPolicy(0, 2, 5),
        PoolRules.USUAL,
        Duration.ofSeconds(1),
        () -> 1);
  }

  /** The counters of a pool: who waits, how much there is, how much is asked for. */
  @Param(name = "small", gen = IntGen.class, conf = "0:4")
  public static class SharedPool {
    private final Pool pool = pool();

    @Operation
    public boolean enter() {
      return pool.enter(2);
    }

    @Operation
    public void leave() {
      pool.leave();
    }

    @Operation
    public int waiting() {
      return pool.waiting();
    }

    @Operation
    public void announceOne() {
      pool.announceOne();
    }

    @Operation
    public long made() {
      return pool.made();
    }

    @Operation
    public int wanted() {
      return pool.bounds().fresh();
    }

    @Operation
    public void see(@Param(name = "small") int free) {
      pool.see(new Level(free, 0));
    }
  }

  /** What a pool says once: the same news never twice in a row. */
  @Param(name = "is", gen = BooleanGen.class)
  public static class SharedNews {
    private final Pool pool = pool();

    @Operation
    public boolean full(@Param(name = "is") boolean is) {
      return pool.nowFull(is);
    }

    @Operation
    public boolean low(@Param(name = "is") boolean is) {
      return pool.nowLow(is);
    }

    @Operation
    public boolean superseded(@Param(name = "is") boolean is) {
      return pool.nowSuperseded(is);
    }
  }

  /** At most two expectations are admitted at any moment, and each gives its place back. */
  public static class SharedExpectations {
    private static final int MOST = 2;
    private final Pool pool = pool();
    private final AtomicInteger admitted = new AtomicInteger();

    @Operation
    public boolean isNeverAdmittedBeyondTheBound() {
      try (Expectation expectation = new Expectation(pool, MOST, () -> {})) {
        if (expectation.isHopeless()) {
          return true;
        }
        boolean within = admitted.incrementAndGet() <= MOST;
        admitted.decrementAndGet();
        return within;
      }
    }

    @Operation
    public boolean isOneOfThreeAtMost() {
      return pool.waiting() <= MOST;
    }
  }

  /** The clock stands still, so that a pause tells how many failures it counts. */
  public static class SharedBackoff {
    private final Backoff backoff = new Backoff(() -> 0);

    @Operation
    public int failed() {
      return backoff.failed();
    }

    @Operation
    public int succeeded() {
      return backoff.succeeded();
    }

    @Operation
    public int failures() {
      return backoff.failures();
    }

    @Operation
    public long remaining() {
      return backoff.remaining().toMillis();
    }
  }

  /** Whoever is in the provisioner is alone with the resource. */
  @Param(name = "which", gen = IntGen.class, conf = "0:1")
  public static class SharedProvisioner {
    private static final Resource[] RESOURCES = {resource(0), resource(1)};
    private final Idle provisioner = new Idle();
    private final OneAtATime one = new OneAtATime(provisioner);

    @Operation
    public boolean provision(@Param(name = "which") int which) {
      return alone(() -> one.provision(RESOURCES[which]));
    }

    @Operation
    public boolean retire(@Param(name = "which") int which) {
      return alone(() -> one.retire(RESOURCES[which]));
    }

    private boolean alone(Runnable call) {
      try {
        call.run();
      } catch (IllegalStateException e) {
        return !provisioner.overlapped; // busy, and told so
      }
      return !provisioner.overlapped;
    }

    private static Resource resource(int which) {
      return new Resource("workspace", "w" + which, "rm-a", "", 1, Availability.MAKING);
    }
  }

  /** Notices two calls at once for one resource. */
  public static final class Idle implements ResourceProvisioner {
    private final AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger()};
    volatile boolean overlapped;

    @Override
    public void provision(Resource resource) {
      pass(resource);
    }

    @Override
    public void retire(Resource resource) {
      pass(resource);
    }

    private void pass(Resource resource) {
      AtomicInteger here = inside[resource.name().charAt(1) - '0'];
      if (here.incrementAndGet() > 1) {
        overlapped = true;
      }
      here.decrementAndGet();
    }
  }

  @Test
  void poolCountersAreOneOrderOfTheirCalls() {
    check(SharedPool.class);
  }

  @Test
  void newsIsToldOnce() {
    check(SharedNews.class);
  }

  @Test
  void expectationsKeepTheBound() {
    check(SharedExpectations.class);
  }

  @Test
  void aBackoffCountsEveryFailure() {
    check(SharedBackoff.class);
  }

  @Test
  void nobodyIsTwiceInTheProvisionerForOneResource() {
    check(SharedProvisioner.class);
  }
}
