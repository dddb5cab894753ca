package io.berth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.ResourceManager;
import io.berth.model.Watermark;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.impl.TagWriterImpl;
import org.junit.jupiter.api.Test;

/**
 * Nodes of two builds in one cluster read each other's entries: what an earlier build has written
 * is recorded in files, and what a later one may write is made up (RULES 7.35).
 */
public class RollingUpgradeTest {
  private static final int LATER_FIELD = 100;

  private final SerializationContext context = ProtobufUtil.newSerializationContext();

  RollingUpgradeTest() {
    BerthSchema.INITIALIZER.register(context);
  }

  /** What was recorded. */
  public static Association association() {
    return new Association(
        ConsumerId.of("ünï@例.org"),
        "rm-a",
        List.of(
            new Resource("workspace", "w1", "rm-a", "eu", 3, Availability.BOUND),
            new Resource("quota", "q1", "rm-a", "", 1, Availability.SUSPECT)),
        9,
        7,
        new Position(Map.of("main", new LogPoint(2, 99), "files", new LogPoint(0, 0))),
        Set.of("rm-b", "rm-c"),
        false);
  }

  /** What was recorded. */
  public static Association tombstone() {
    return new Association(
        ConsumerId.of("bob"), "rm-b", List.of(), 3, 2, Position.UNKNOWN, Set.of(), true);
  }

  private Object read(String file) throws Exception {
    return ProtobufUtil.fromWrappedByteArray(context, RecordedBytes.hex("recorded/" + file));
  }

  @Test
  void entriesOfTheBuildBeforeAreRead() throws Exception {
    assertThat(read("association.hex")).isEqualTo(association());
    assertThat(read("tombstone.hex")).isEqualTo(tombstone());
    assertThat(read("announcement.hex"))
        .isEqualTo(
            new Announcement(
                new Node("node-a", "rm-a", URI.create("https://[::1]:8443"), NodeState.DRAINING),
                new ResourceManager("rm-a", "eu", 5),
                List.of(new Watermark("rm-a", "rm-b", Position.of("main", new LogPoint(1, 2)))),
                Map.of("workspace", 12),
                "some-member",
                "run-1",
                42,
                0,
                false));
  }

  /** So the build before reads what this one writes. */
  @Test
  void associationsAreWrittenAsTheBuildBeforeWroteThem() throws Exception {
    assertThat(ProtobufUtil.toWrappedByteArray(context, association()))
        .isEqualTo(RecordedBytes.hex("recorded/association.hex"));
    assertThat(ProtobufUtil.toWrappedByteArray(context, tombstone()))
        .isEqualTo(RecordedBytes.hex("recorded/tombstone.hex"));
  }

  /** As the next build may write it: with a number, a text and a message more. */
  private byte[] later(Association known) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(ProtobufUtil.toByteArray(context, known));
    TagWriterImpl more = TagWriterImpl.newInstance(context, bytes);
    more.writeInt64(LATER_FIELD, 12);
    more.writeString(LATER_FIELD + 1, "later");
    more.writeBytes(LATER_FIELD + 2, new byte[] {8, 1});
    more.writeFixed64(LATER_FIELD + 3, 5);
    more.flush();
    return bytes.toByteArray();
  }

  @Test
  void whatTheNextBuildAddsToAnAssociationSurvivesThisOne() throws Exception {
    byte[] later = later(association());
    Association read = ProtobufUtil.fromByteArray(context, later, Association.class);
    assertThat(read.unread().isNone()).isFalse();
    assertThat(read.with(association().unread())).isEqualTo(association());
    assertThat(ProtobufUtil.toByteArray(context, read)).isEqualTo(later);

    Association acknowledged = read.acknowledged("rm-d", read.version());
    Association merged = association().merge(acknowledged);
    assertThat(merged.unread()).isEqualTo(read.unread());
    assertThat(acknowledged.merge(association())).isEqualTo(merged);
  }

  @Test
  void itSurvivesInAPacketAndInACacheEntryToo() throws Exception {
    Association read = ProtobufUtil.fromByteArray(context, later(association()), Association.class);
    PacketForm form = new PacketForm();
    Packet packet = form.read(form.write(Packet.of(List.of(read, tombstone(), read))));
    assertThat(packet.associations()).containsExactly(read, tombstone(), read);
    byte[] entry = ProtobufUtil.toWrappedByteArray(context, read);
    assertThat((Object) ProtobufUtil.fromWrappedByteArray(context, entry)).isEqualTo(read);
  }

  @Test
  void whatTheNextBuildAddsElsewhereIsSkipped() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new PacketForm().write(Packet.of(List.of(association()))));
    TagWriterImpl more = TagWriterImpl.newInstance(context, bytes);
    more.writeString(LATER_FIELD, "later");
    more.flush();
    assertThat(new PacketForm().read(bytes.toByteArray()))
        .isEqualTo(Packet.of(List.of(association())));
  }
}
