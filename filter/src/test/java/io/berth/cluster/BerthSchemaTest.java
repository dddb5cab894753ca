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
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BerthSchemaTest {
  private final SerializationContext context = ProtobufUtil.newSerializationContext();

  BerthSchemaTest() {
    BerthSchema.INITIALIZER.register(context);
  }

  @Test
  void everyFieldOfAnAssociationSurvivesTheWire() throws Exception {
    Association association =
        new Association(
            ConsumerId.of("ünï@例.org"),
            "rm-a",
            List.of(
                new Resource("workspace", "w1", "rm-a", "eu", 3, Availability.BOUND),
                new Resource("quota", "q1", "rm-a", "", 1, Availability.SUSPECT)),
            Long.MAX_VALUE,
            7,
            new Position(Map.of("main", new LogPoint(2, 99), "files", new LogPoint(0, 0))),
            Set.of("rm-b", "rm-c"),
            true);
    assertThat(wire(association)).isEqualTo(association);
  }

  @Test
  void anAssociationWithoutPlaceOrResourcesSurvivesTheWire() throws Exception {
    Association association =
        new Association(
            ConsumerId.of("c"), "rm-a", List.of(), 1, 0, Position.UNKNOWN, Set.of(), false);
    assertThat(wire(association)).isEqualTo(association);
  }

  @ParameterizedTest
  @EnumSource(Availability.class)
  void everyAvailabilitySurvivesTheWire(Availability availability) throws Exception {
    Resource resource = new Resource("workspace", "w1", "rm-a", "eu", 3, availability);
    assertThat(wire(resource)).isEqualTo(resource);
  }

  @ParameterizedTest
  @EnumSource(NodeState.class)
  void everyAnnouncementSurvivesTheWire(NodeState state) throws Exception {
    Announcement announcement =
        new Announcement(
            new Node("node-a", "rm-a", URI.create("https://[::1]:8443"), state),
            new ResourceManager("rm-a", "", 5),
            List.of(new Watermark("rm-a", "rm-b", Position.of("main", new LogPoint(1, 2)))),
            Map.of("workspace", 12, "mailbox", 0),
            "some-member",
            "run-1",
            42,
            1_795_600_000_000L,
            true);
    assertThat(wire(announcement)).isEqualTo(announcement);
  }

  @Test
  void aQuestionIsAskedOnlyWhenItIsAsked() throws Exception {
    Packet said = Packet.of(List.of(Fixtures.association("c", 1)));
    assertThat(wire(said)).isEqualTo(said);
    Packet asked = new Packet(List.of(), List.of(), List.of(0L, -1L, Long.MIN_VALUE), true);
    assertThat(wire(asked)).isEqualTo(asked);
  }

  @Test
  void equalRecordsHaveEqualBytes() throws Exception {
    Association one = Fixtures.association("c", 1).acknowledged("rm-b", 1).acknowledged("rm-c", 1);
    Association other =
        Fixtures.association("c", 1).acknowledged("rm-c", 1).acknowledged("rm-b", 1);
    assertThat(ProtobufUtil.toWrappedByteArray(context, one))
        .isEqualTo(ProtobufUtil.toWrappedByteArray(context, other));
  }

  private Object wire(Object value) throws Exception {
    return ProtobufUtil.fromWrappedByteArray(
        context, ProtobufUtil.toWrappedByteArray(context, value));
  }
}
