package io.berth.cluster;

import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.protostream.annotations.ProtoSchema;
import org.infinispan.protostream.annotations.ProtoSyntax;

/**
 * Everything Berth stores or sends, as one protobuf schema: {@code berth.proto}. Whoever brings a
 * cache of their own (a server's container, Hot Rod) registers {@link #INITIALIZER} with it. Field
 * numbers are for ever.
 */
@ProtoSchema(
    className = "BerthSchemaInitializer",
    schemaFileName = "berth.proto",
    schemaFilePath = "io/berth/cluster",
    schemaPackageName = "berth",
    syntax = ProtoSyntax.PROTO3,
    service = false,
    includeClasses = {
      AvailabilityAdapter.class,
      NodeStateAdapter.class,
      StorePoint.class,
      PositionAdapter.class,
      ResourceAdapter.class,
      AssociationAdapter.class,
      ManagerAdapter.class,
      NodeAdapter.class,
      WatermarkAdapter.class,
      Announcement.class,
      PacketAdapter.class
    })
public interface BerthSchema extends GeneratedSchema {
  /** The generated schema and its marshallers; stateless. */
  GeneratedSchema INITIALIZER = new BerthTypes();
}
