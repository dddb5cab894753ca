package io.berth.packet;

import io.berth.cluster.ClusterView;
import io.berth.cluster.Packet;
import io.berth.cluster.PacketForm;
import io.berth.identifier.Signer;
import io.berth.mapping.MappingCache;
import io.berth.mapping.OncePerMinute;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The exchange of packets with other sites over HTTP: what happens here is told to each of them at
 * once, and each is asked now and then for what this site lacks.
 *
 * <p>Thread-safe.
 */
public final class Sites implements AutoCloseable {
  public static final String MEDIA_TYPE = "application/vnd.berth.packet";

  private static final long BEAT_MILLIS = 50;
  private static final long STOP_SECONDS = 5;

  /** Answers that are made at the same time; each looks at the whole mapping. */
  private static final int ANSWERS = 2;

  private final Inbox inbox;
  private final Correspondent correspondent;
  private final List<SiteLink> links;
  private final ScheduledThreadPoolExecutor threads;
  private final Semaphore answers = new Semaphore(ANSWERS);

  /**
   * @param lease how long an announcement holds without renewal
   * @param run differs from that of every other node and of every other start of this one
   * @param nanos a clock that only goes forward, in nanoseconds: {@code System::nanoTime}
   */
  public Sites(
      PacketSettings settings,
      Duration lease,
      Signer signer,
      MappingCache mapping,
      ClusterView cluster,
      Clock clock,
      LongSupplier nanos,
      long run) {
    PacketForm form = new PacketForm();
    Outbox outbox = new Outbox(form, signer, clock, run);
    this.inbox = new Inbox(form, signer, clock, nanos);
    this.correspondent = new Correspondent(mapping, cluster, outbox, new OncePerMinute(nanos));
    this.links =
        settings.sites().stream()
            .map(
                site ->
                    new SiteLink(
                        site,
                        correspondent,
                        inbox,
                        cluster,
                        lease.toNanos() / 3,
                        settings.interval().toNanos(),
                        nanos))
            .toList();
    this.threads = new ScheduledThreadPoolExecutor(Math.max(1, links.size()), Sites::daemon);
    mapping.onPublish(association -> links.forEach(link -> link.tell(association)));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "berth-sites");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to talk to the other sites; each has a thread of its own. */
  public void start() {
    for (SiteLink link : links) {
      var unused =
          threads.scheduleWithFixedDelay(link::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Whether every other site has answered what this node asked it at first. */
  public boolean haveAnswered() {
    return links.stream().allMatch(SiteLink::hasAnswered);
  }

  /** Where the bytes of an answer go. */
  @FunctionalInterface
  public interface Reply {
    void write(byte[] bytes) throws IOException;
  }

  /**
   * Takes one packet of another site, learns what it says, and answers what it asks.
   *
   * @param from for the log: the address that it came from
   * @return whether there was an answer
   * @throws RefusedPacketException when it has no effect
   * @throws BusySiteException when too many ask at once; what it said is learnt
   */
  public boolean receive(InputStream body, String from, Reply reply) throws IOException {
    byte[] bytes = body.readNBytes(Envelope.MAX_BYTES + 1);
    Packet packet = inbox.open(bytes, from);
    correspondent.learn(packet);
    if (packet.digest().isEmpty()) {
      return false;
    }
    if (!answers.tryAcquire()) {
      throw new BusySiteException();
    }
    try {
      correspondent.answer(packet.digest(), reply::write);
    } finally {
      answers.release();
    }
    return true;
  }

  /** Refuses, unread, a packet that says that it is too large. */
  public void refuseUnread(String from) {
    inbox.refuse(PacketRefusal.TOO_LARGE, from);
  }

  /** Whether a body of this length need not be read. */
  public static boolean isTooLarge(long length) {
    return length > Envelope.MAX_BYTES;
  }

  /** Packets that were taken. */
  public long accepted() {
    return inbox.accepted();
  }

  /** Packets that had no effect. */
  public Map<String, Long> refusedByCause() {
    return inbox.refusedByCause();
  }

  /** One line for each other site. */
  public List<String> describe() {
    return links.stream().map(SiteLink::describe).toList();
  }

  /** Says the last word to the others and ends. Closed after the cluster view. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        links.forEach(SiteLink::farewell);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
