package io.berth.packet;

import io.berth.cluster.Announcement;
import io.berth.cluster.ClusterView;
import io.berth.cluster.Packet;
import io.berth.mapping.OncePerMinute;
import io.berth.model.Association;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What this node tells one other site, and asks it. One thread beats; figures may be read by any.
 */
final class SiteLink {
  private static final Logger LOG = Logger.getLogger(SiteLink.class);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MOST_DOUBLINGS = 7;

  private final URI site;
  private final Correspondent correspondent;
  private final Inbox inbox;
  private final ClusterView cluster;
  private final long renewalNanos;
  private final long intervalNanos;
  private final LongSupplier nanos;
  private final OncePerMinute line;
  private final Changes changes = new Changes();
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();

  private @Nullable Announcement said;
  private long saidAt;
  private long askedAt;
  private int failuresInARow;
  private long notBefore;
  private volatile boolean answered;

  SiteLink(
      URI site,
      Correspondent correspondent,
      Inbox inbox,
      ClusterView cluster,
      long renewalNanos,
      long intervalNanos,
      LongSupplier nanos) {
    this.site = site;
    this.correspondent = correspondent;
    this.inbox = inbox;
    this.cluster = cluster;
    this.renewalNanos = renewalNanos;
    this.intervalNanos = intervalNanos;
    this.nanos = nanos;
    this.line = new OncePerMinute(nanos);
    this.notBefore = nanos.getAsLong();
  }

  void tell(Association association) {
    changes.add(association);
  }

  /** Whether the site has ever answered what this node asked. */
  boolean hasAnswered() {
    return answered;
  }

  /** Says what is to be said now, if anything. */
  void beat() {
    if (nanos.getAsLong() - notBefore < 0) {
      return;
    }
    say(cluster.own());
  }

  /** The last word of this node, for the site not to wait for the lease's end. */
  void farewell() {
    if (answered) {
      say(cluster.own());
    }
  }

  private void say(Announcement own) {
    boolean news = isNews(own);
    boolean ask = isTimeToAsk();
    List<Association> records = changes.take(Correspondent.PAGE);
    if (!news && !ask && records.isEmpty()) {
      return;
    }
    try {
      correspondent.say(packet(own, records, ask), this::send);
      succeeded(own, ask);
    } catch (IOException | RuntimeException e) {
      records.forEach(changes::add);
      failed(e);
    }
  }

  private boolean isNews(Announcement own) {
    return !own.equals(said) || nanos.getAsLong() - saidAt >= renewalNanos;
  }

  /** A cold node always asks; afterwards one node of a site is enough. */
  private boolean isTimeToAsk() {
    return !answered || (nanos.getAsLong() - askedAt >= intervalNanos && isSpeaker());
  }

  /** The first by name speaks where one of a site is enough. */
  private boolean isSpeaker() {
    String name = cluster.own().node().name();
    return cluster.announcements().stream()
        .filter(each -> !each.isOver())
        .allMatch(each -> name.compareTo(each.node().name()) <= 0);
  }

  private Packet packet(Announcement own, List<Association> records, boolean ask) {
    return new Packet(records, List.of(own), ask ? correspondent.digest() : List.of(), true);
  }

  private void send(byte[] envelope) throws IOException {
    PacketPost.send(
        site, envelope, answer -> correspondent.learn(inbox.open(answer, site.toString())));
    sent.increment();
  }

  private void succeeded(Announcement own, boolean asked) {
    said = own;
    saidAt = nanos.getAsLong();
    failuresInARow = 0;
    if (asked) {
      askedAt = saidAt;
      answered = true;
    }
  }

  private void failed(Exception cause) {
    failed.increment();
    int doublings = Math.min(failuresInARow++, MOST_DOUBLINGS);
    notBefore = nanos.getAsLong() + (FIRST_PAUSE << doublings);
    if (line.mayPass()) {
      LOG.warnf(
          cause,
          "BERTH-131 site %s was not reached %d times in a row; %d records wait for it",
          site,
          failuresInARow,
          changes.size());
    }
  }

  /** For operators. */
  String describe() {
    return site
        + ": sent="
        + sent.sum()
        + " failed="
        + failed.sum()
        + " waiting="
        + changes.size()
        + " lost="
        + changes.lost()
        + (answered ? "" : " never answered");
  }
}
