package io.berth.cluster;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.util.List;
import java.util.Set;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;
import org.jspecify.annotations.Nullable;

/** The wire form of an {@link Association}, so that the model needs no annotations. */
@ProtoAdapter(Association.class)
@ProtoName("Association")
final class AssociationAdapter {
  /** Names of managers repeat in every record, so one copy of each is kept in memory. */
  @ProtoFactory
  static Association create(
      String consumer,
      String home,
      List<Resource> resources,
      long version,
      long epoch,
      @Nullable Position position,
      List<String> acknowledgedBy,
      boolean tombstone) {
    return new Association(
        ConsumerId.of(consumer),
        home.intern(),
        resources,
        version,
        epoch,
        position == null ? Position.UNKNOWN : position,
        acknowledgedBy.isEmpty() ? Set.of() : shared(acknowledgedBy),
        tombstone);
  }

  private static Set<String> shared(List<String> names) {
    return Set.of(names.stream().map(String::intern).distinct().toArray(String[]::new));
  }

  @ProtoField(1)
  static String getConsumer(Association association) {
    return association.consumer().value();
  }

  @ProtoField(2)
  static String getHome(Association association) {
    return association.home();
  }

  @ProtoField(3)
  static List<Resource> getResources(Association association) {
    return association.resources();
  }

  @ProtoField(value = 4, defaultValue = "0")
  static long getVersion(Association association) {
    return association.version();
  }

  @ProtoField(value = 5, defaultValue = "0")
  static long getEpoch(Association association) {
    return association.epoch();
  }

  @ProtoField(6)
  static Position getPosition(Association association) {
    return association.position();
  }

  /** Sorted, so that equal records have equal bytes. */
  @ProtoField(7)
  static List<String> getAcknowledgedBy(Association association) {
    return association.acknowledgedBy().stream().sorted().toList();
  }

  @ProtoField(value = 8, defaultValue = "false")
  static boolean getTombstone(Association association) {
    return association.tombstone();
  }
}
