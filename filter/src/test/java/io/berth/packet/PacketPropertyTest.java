package io.berth.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.cluster.Packet;
import io.berth.cluster.PacketForm;
import io.berth.identifier.KeyRing;
import io.berth.identifier.Signer;
import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingDigest;
import io.berth.mapping.MappingSettings;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to packets on their way, what is known afterwards is right (RULES M5). */
class PacketPropertyTest {
  private static final long SEED = 20261125;
  private static final int ROUNDS = 60;
  private static final int PACKETS = 40;
  private static final String KEYS = "k1:" + "A".repeat(43);
  private static final String OTHER_SECRET = "k1:" + "B".repeat(42) + "A";
  private static final String OTHER_ID = "k2:" + "A".repeat(43);

  private final AtomicLong now = new AtomicLong(1_795_600_000_000L);
  private final AtomicLong nanos = new AtomicLong();
  private final PacketForm form = new PacketForm();
  private final Random random = new Random(SEED);
  private final List<Caches> caches = List.of(Fixtures.local(), Fixtures.local());
  private final List<MappingCache> mappings = new ArrayList<>();

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return Instant.ofEpochMilli(now.get());
        }
      };

  @AfterEach
  void stop() {
    mappings.forEach(MappingCache::close);
    caches.forEach(Caches::close);
  }

  private Outbox outbox(String keys, long run) {
    return new Outbox(form, new Signer(() -> KeyRing.parse(keys)), clock, run);
  }

  private Inbox inbox() {
    return new Inbox(form, new Signer(() -> KeyRing.parse(KEYS)), clock, nanos::get);
  }

  /** Empty, over one of two caches. */
  private MappingCache mapping(int which) {
    caches.get(which).associations().clear();
    MappingCache mapping =
        new MappingCache(
            caches.get(which).associations(),
            caches.get(which).sessions(),
            MappingSettings.read(Settings.of(Map.of())),
            nanos::get);
    mappings.add(mapping);
    return mapping;
  }

  /** Versions of few consumers: acknowledged by some, deleted now and then, placed or not. */
  private Association record() {
    String consumer = "c" + random.nextInt(5);
    long version = 1 + random.nextInt(6);
    boolean gone = version % 3 == 0;
    Set<String> acknowledgedBy = random.nextBoolean() ? Set.of("rm-b") : Set.of("rm-c");
    return new Association(
        ConsumerId.of(consumer),
        "rm-a",
        List.of(),
        version,
        version,
        random.nextBoolean() ? Position.UNKNOWN : Position.of("main", new LogPoint(1, version)),
        random.nextInt(3) == 0 ? Set.of() : acknowledgedBy,
        gone);
  }

  private List<Packet> packets() {
    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < PACKETS; i++) {
      List<Association> records = new ArrayList<>();
      for (int k = random.nextInt(4); k >= 0; k--) {
        records.add(record());
      }
      packets.add(Packet.of(records));
    }
    return packets;
  }

  private void take(Inbox inbox, MappingCache into, byte[] bytes) {
    try {
      inbox.open(bytes, "test").associations().forEach(into::learn);
    } catch (RefusedPacketException e) {
      assertThat(e.refusal()).isNotNull(); // counted by the inbox
    }
  }

  private static List<Long> known(MappingCache mapping) {
    MappingDigest digest = new MappingDigest();
    mapping.all().forEach(digest::add);
    return digest.sums();
  }

  @Test
  void orderRepetitionAndForgeriesChangeNothing() {
    long hostile = 0;
    long delivered = 0;
    for (int round = 0; round < ROUNDS; round++) {
      MappingCache inOrder = mapping(0);
      MappingCache shaken = mapping(1);
      List<Packet> packets = packets();
      packets.forEach(packet -> packet.associations().forEach(inOrder::learn));

      Outbox outbox = outbox(KEYS, round);
      Inbox inbox = inbox();
      List<byte[]> sent = new ArrayList<>();
      List<byte[]> hostiles = new ArrayList<>();
      for (Packet packet : packets) {
        byte[] sealed = outbox.seal(packet);
        sent.add(sealed);
        hostiles.addAll(hostile(sealed));
      }
      List<byte[]> way = new ArrayList<>(sent);
      way.addAll(sent.subList(0, PACKETS / 2)); // twice
      way.addAll(hostiles);
      Collections.shuffle(way, random);
      way.forEach(bytes -> take(inbox, shaken, bytes));

      assertThat(known(shaken)).as("round %d, seed %d", round, SEED).isEqualTo(known(inOrder));
      assertThat(inbox.accepted()).isEqualTo(PACKETS);
      assertThat(refused(inbox)).isEqualTo(hostiles.size() + PACKETS / 2);
      hostile += hostiles.size();
      delivered += way.size();
    }
    System.out.printf(
        "packets: %d rounds of %d, %d delivered in random order, %d of them cut, changed, forged,"
            + " late or early, seed %d%n",
        ROUNDS, PACKETS, delivered, hostile, SEED);
  }

  private static long refused(Inbox inbox) {
    return inbox.refusedByCause().values().stream().mapToLong(Long::longValue).sum();
  }

  /** What an attacker or a bad network makes of a good packet and of the keys it does not have. */
  private List<byte[]> hostile(byte[] good) {
    List<byte[]> made = new ArrayList<>();
    made.add(Arrays.copyOf(good, random.nextInt(good.length))); // truncated
    byte[] changed = good.clone();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    made.add(changed);
    byte[] unsigned = good.clone();
    Arrays.fill(unsigned, unsigned.length - Signer.BYTES, unsigned.length, (byte) 0);
    made.add(unsigned);
    made.add(Arrays.copyOf(good, good.length + 1 + random.nextInt(9))); // more behind it
    Packet rogue = Packet.of(List.of(rogue()));
    made.add(outbox(OTHER_SECRET, 1).seal(rogue));
    made.add(outbox(OTHER_ID, 1).seal(rogue));
    made.add(elsewhen(-Outbox.LIFETIME_MILLIS - 1, rogue));
    made.add(elsewhen(Inbox.TOLERANCE_MILLIS + 1, rogue));
    return made;
  }

  /** A version that nobody would overtake. */
  private Association rogue() {
    return Fixtures.association("c" + random.nextInt(5), 1_000_000);
  }

  /** Signed rightly, by a node whose clock is wrong. */
  private byte[] elsewhen(long millis, Packet packet) {
    now.addAndGet(millis);
    byte[] sealed = outbox(KEYS, random.nextLong()).seal(packet);
    now.addAndGet(-millis);
    return sealed;
  }

  @Test
  void eachCauseIsCountedAndSaidOnceAMinute() {
    List<String> lines = new ArrayList<>();
    Handler handler = listen(lines);
    Logger log = Logger.getLogger(Inbox.class.getName());
    log.addHandler(handler);
    try {
      Inbox inbox = inbox();
      Outbox outbox = outbox(KEYS, 7);
      byte[] good = outbox.seal(Packet.of(List.of(record())));
      MappingCache mapping = mapping(0);
      take(inbox, mapping, good);
      List<byte[]> one = new ArrayList<>();
      one.add(Arrays.copyOf(good, 20)); // MALFORMED
      one.add(new byte[Envelope.MAX_BYTES + 1]); // TOO_LARGE
      one.add(outbox(OTHER_ID, 1).seal(Packet.of(List.of(rogue())))); // UNKNOWN_KEY
      one.add(outbox(OTHER_SECRET, 1).seal(Packet.of(List.of(rogue())))); // FORGED
      one.add(elsewhen(-Outbox.LIFETIME_MILLIS - 1, Packet.of(List.of(rogue())))); // EXPIRED
      one.add(elsewhen(Inbox.TOLERANCE_MILLIS + 1, Packet.of(List.of(rogue())))); // FUTURE
      one.add(good); // REPLAYED
      one.add(unreadable()); // UNREADABLE
      for (int i = 0; i < 50; i++) {
        one.set(7, unreadable());
        one.forEach(bytes -> take(inbox, mapping, bytes));
      }
      assertThat(inbox.refusedByCause().values()).hasSize(8).allMatch(count -> count == 50);
      assertThat(lines).hasSize(8).allMatch(line -> line.contains("BERTH-130"));
      nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
      one.set(7, unreadable());
      one.forEach(bytes -> take(inbox, mapping, bytes));
      assertThat(lines).hasSize(16);
      assertThat(mapping.all()).hasSize(1);
    } finally {
      log.removeHandler(handler);
    }
  }

  private byte[] unreadable() {
    Signer signer = new Signer(() -> KeyRing.parse(KEYS));
    byte[] garbage = {(byte) 0xff, 1, 2, 3};
    return new Envelope("k1", random.nextLong(), 1, now.get() + 1_000, garbage).sealed(signer);
  }

  private static Handler listen(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void aPacketCountsOnceWhateverItsPlaceInTheWindow() {
    ReplayWindow window = new ReplayWindow();
    List<Long> numbers = new ArrayList<>();
    for (long number = 1; number <= 5_000; number++) {
      numbers.add(number);
    }
    for (int from = 0; from < numbers.size(); from += 500) { // late by less than the window
      Collections.shuffle(numbers.subList(from, from + 500), random);
    }
    for (long number : numbers) {
      assertThat(window.isNew(9, number, Long.MAX_VALUE, 0)).isTrue();
    }
    for (long number : numbers) {
      assertThat(window.isNew(9, number, Long.MAX_VALUE, 0)).as("%d again", number).isFalse();
    }
    assertThat(window.isNew(9, 0, Long.MAX_VALUE, 0)).isFalse();
    assertThat(window.isNew(9, -1, Long.MAX_VALUE, 0)).isFalse();
    assertThat(window.isNew(8, 1, Long.MAX_VALUE, 0)).isTrue();
  }

  @Test
  void aDeletionIsNotUndoneByWhatCameBeforeIt() {
    MappingCache mapping = mapping(0);
    Association alive = Fixtures.association("ann", 4);
    Association gone =
        new Association(
            alive.consumer(), "rm-a", List.of(), 5, 5, Position.UNKNOWN, Set.of(), true);
    mapping.learn(gone);
    mapping.learn(alive);
    assertThat(mapping.find(alive.consumer())).isEqualTo(new Lookup.Found(gone));
  }

  @Test
  void whatWaitsForASiteIsBoundedAndTheNewestOfEachConsumer() {
    Changes changes = new Changes();
    for (int i = 0; i < Changes.BOUND + 10; i++) {
      changes.add(Fixtures.association("c" + i, 2));
      changes.add(Fixtures.association("c" + i, 1));
    }
    assertThat(changes.size()).isEqualTo(Changes.BOUND);
    assertThat(changes.lost()).isEqualTo(10);
    List<Association> taken = changes.take(3);
    assertThat(taken)
        .extracting(each -> each.consumer().value())
        .containsExactly("c10", "c11", "c12");
    assertThat(taken).allMatch(each -> each.version() == 2);
    assertThat(changes.size()).isEqualTo(Changes.BOUND - 3);
  }
}
