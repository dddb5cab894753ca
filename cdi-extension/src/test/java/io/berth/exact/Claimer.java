package io.berth.exact;

import com.zaxxer.hikari.HikariDataSource;
import io.berth.allocator.AllocatorSettings;
import io.berth.allocator.PoolPolicy;
import io.berth.allocator.StockKeeper;
import io.berth.allocator.StockRoom;
import io.berth.associator.Registrar;
import io.berth.associator.RegistrationException;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.ResourceManager;
import io.berth.site.Desk;
import io.berth.store.Authority;
import io.berth.store.Database;
import io.berth.store.StoreSettings;
import io.berth.store.Tables;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One JVM that registers its share of the consumers, and now and then somebody else's. Each answer
 * is a line of its log, at once; every tenth is lost on the way and not written.
 *
 * <p>Arguments: JDBC address, user, number of this JVM, of how many, consumers, threads, log file,
 * seed. Ends by itself when its share is done.
 */
public final class Claimer {
  static final ResourceManager MANAGER = new ResourceManager("rm-a", "", 2_000_000_000);
  private static final int RECENT = 300;
  private static final Duration LEASE = Duration.ofSeconds(5);

  private final Registrar registrar;
  private final FileOutputStream log;
  private final int of;
  private final int consumers;
  private final Queue<Integer> open;
  private final AtomicInteger next;

  private Claimer(
      Registrar registrar, FileOutputStream log, int of, int consumers, List<Integer> open) {
    this.registrar = registrar;
    this.log = log;
    this.of = of;
    this.consumers = consumers;
    this.open = new ConcurrentLinkedQueue<>(open.subList(0, open.size() - 1));
    this.next = new AtomicInteger(open.get(open.size() - 1));
  }

  static AllocatorSettings settings(int target) {
    return new AllocatorSettings(
        new PoolPolicy(0, target, target + 100),
        LEASE.plus(LEASE).plus(LEASE),
        LEASE,
        Duration.ofSeconds(20),
        3,
        Duration.ZERO,
        Duration.ofMillis(500));
  }

  static ConsumerId consumer(int number) {
    return ConsumerId.of("c" + number);
  }

  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[5]);
    long seed = Long.parseLong(args[7]);
    StoreSettings where = new StoreSettings("", args[0], args[1], "", 16, Duration.ofSeconds(30));
    try (Database database = Database.open(where);
        HikariDataSource reality = Authority.pool(where, 8);
        FileOutputStream log = new FileOutputStream(args[6], true)) {
      Tables tables = Tables.of(database);
      try (StockKeeper stock =
          new StockKeeper(
              new StockRoom(tables, new SecureRandom()),
              MANAGER,
              settings(threads * 8),
              Map.of("workspace", new RealThings(reality, seed)),
              free -> {},
              System::nanoTime)) {
        tables.managers().joinWith(MANAGER, stock.kinds());
        stock.start();
        Registrar registrar =
            new Registrar(
                tables,
                stock,
                name -> true,
                association -> Optional.empty(),
                new Desk(),
                System::nanoTime);
        int of = Integer.parseInt(args[3]);
        Claimer claimer =
            new Claimer(
                registrar,
                log,
                of,
                Integer.parseInt(args[4]),
                Authority.open(database, Integer.parseInt(args[2]), of));
        claimer.run(threads, seed);
      }
    }
  }

  private void run(int threads, long seed) throws InterruptedException {
    Thread[] all = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      Random random = new Random(seed + i);
      all[i] = new Thread(() -> claimShare(random));
      all[i].start();
    }
    for (Thread each : all) {
      each.join();
    }
  }

  private void claimShare(Random random) {
    for (int number = take(); number < consumers; number = take()) {
      while (!claim(number, random)) {
        Thread.onSpinWait(); // whatever failed, the same call may be made again
      }
      if (random.nextInt(20) == 0) { // somebody who is known, or is being registered elsewhere
        claim(Math.max(0, number - random.nextInt(RECENT)), random);
      }
    }
  }

  /** What the last run left out, then one after the other. */
  private int take() {
    Integer left = open.poll();
    return left == null ? next.getAndAdd(of) : left;
  }

  private boolean claim(int number, Random random) {
    try {
      Association bound = registrar.register(consumer(number), Requirements.of("workspace"));
      if (random.nextInt(10) > 0) {
        answer(bound);
      }
      return true;
    } catch (RegistrationException e) {
      return false;
    }
  }

  /** One write of the whole line: what was answered stays written when this JVM is killed. */
  private void answer(Association bound) {
    String line =
        bound.consumer().value()
            + " "
            + bound.resources().get(0).name()
            + " "
            + bound.epoch()
            + "\n";
    try {
      synchronized (log) {
        log.write(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
