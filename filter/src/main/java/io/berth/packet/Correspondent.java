package io.berth.packet;

import io.berth.cluster.Announcement;
import io.berth.cluster.ClusterView;
import io.berth.cluster.Packet;
import io.berth.mapping.MappingCache;
import io.berth.mapping.MappingDigest;
import io.berth.mapping.OncePerMinute;
import io.berth.model.Association;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Learns what packets say, and says what this site knows. Thread-safe. */
final class Correspondent {
  private static final Logger LOG = Logger.getLogger(Correspondent.class);

  /** Records in one packet: far below its largest size, unless they are unusually large. */
  static final int PAGE = 1_000;

  private final MappingCache mapping;
  private final ClusterView cluster;
  private final Outbox outbox;
  private final OncePerMinute tooLarge;

  Correspondent(MappingCache mapping, ClusterView cluster, Outbox outbox, OncePerMinute tooLarge) {
    this.mapping = mapping;
    this.cluster = cluster;
    this.outbox = outbox;
    this.tooLarge = tooLarge;
  }

  /** A record that is no newer than what is known changes nothing. */
  void learn(Packet packet) {
    packet.associations().forEach(mapping::learn);
    packet.announcements().forEach(cluster::hear);
  }

  /** What this site knows, as sums. */
  List<Long> digest() {
    return digestOf().sums();
  }

  private MappingDigest digestOf() {
    MappingDigest digest = new MappingDigest();
    mapping.all().forEach(digest::add);
    return digest;
  }

  /** Answers with the nodes of this site and every record in groups where the asker differs. */
  void answer(List<Long> digest, PacketPost.Taker out) throws IOException {
    boolean[] differ = digestOf().differences(digest);
    List<Announcement> nodes = cluster.announcements();
    List<Association> page = new ArrayList<>();
    for (Association known : mapping.all()) {
      if (differ[MappingDigest.group(known.consumer().value())]) {
        page.add(known);
        if (page.size() == PAGE) {
          say(new Packet(page, nodes, List.of(), false), out);
          page.clear();
          nodes = List.of();
        }
      }
    }
    say(new Packet(page, nodes, List.of(), true), out);
  }

  /** In as many envelopes as it takes. */
  void say(Packet packet, PacketPost.Taker out) throws IOException {
    List<Association> records = packet.associations();
    byte[] sealed;
    try {
      sealed = outbox.seal(packet);
    } catch (IllegalArgumentException e) {
      if (records.size() < 2) {
        skip(packet, e);
        return;
      }
      int half = records.size() / 2;
      say(Packet.of(records.subList(0, half)), out);
      say(
          new Packet(
              records.subList(half, records.size()),
              packet.announcements(),
              packet.digest(),
              packet.last()),
          out);
      return;
    }
    out.take(sealed);
  }

  private void skip(Packet packet, IllegalArgumentException cause) {
    if (tooLarge.mayPass()) {
      LOG.warnf(
          cause,
          "BERTH-132 what is known of %s does not fit into a packet, and other sites are not told",
          packet.associations().isEmpty() ? "nodes" : packet.associations().get(0).consumer());
    }
  }
}
