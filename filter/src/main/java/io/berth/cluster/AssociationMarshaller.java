package io.berth.cluster;

import io.berth.model.Association;
import io.berth.model.Position;
import io.berth.model.Resource;
import io.berth.model.Unread;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.infinispan.protostream.ImmutableSerializationContext;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.TagReader;
import org.infinispan.protostream.UnknownFieldSet;
import org.infinispan.protostream.impl.TagWriterImpl;
import org.jspecify.annotations.Nullable;

/**
 * Reads an association and keeps the fields that a newer version of Berth has added, which the
 * generated marshaller would drop; writing is left to that one.
 */
final class AssociationMarshaller implements ProtobufTagMarshaller<Association> {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ProtobufTagMarshaller<Association> generated;
  private final ProtobufTagMarshaller<Resource> resources;
  private final ProtobufTagMarshaller<Position> positions;

  private AssociationMarshaller(SerializationContext context) {
    this.generated = marshaller(context, Association.class);
    this.resources = marshaller(context, Resource.class);
    this.positions = marshaller(context, Position.class);
  }

  /** Takes the place of the generated one. */
  static void register(SerializationContext context) {
    context.registerMarshaller(new AssociationMarshaller(context));
  }

  private static <T> ProtobufTagMarshaller<T> marshaller(
      SerializationContext context, Class<T> type) {
    return (ProtobufTagMarshaller<T>) context.getMarshaller(type);
  }

  @Override
  public Class<Association> getJavaClass() {
    return Association.class;
  }

  @Override
  public String getTypeName() {
    return generated.getTypeName();
  }

  private static final class Fields {
    String consumer = "";
    String home = "";
    final List<Resource> resources = new ArrayList<>();
    long version;
    long epoch;
    @Nullable Position position;
    final List<String> acknowledgedBy = new ArrayList<>();
    boolean tombstone;
    @Nullable UnknownFieldSet unread;
  }

  @Override
  public Association read(ReadContext context) throws IOException {
    TagReader in = context.getReader();
    Fields fields = new Fields();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!read(tag, in, context, fields)) {
        break;
      }
    }
    Association association =
        AssociationAdapter.create(
            fields.consumer,
            fields.home,
            fields.resources,
            fields.version,
            fields.epoch,
            fields.position,
            fields.acknowledgedBy,
            fields.tombstone);
    return fields.unread == null
        ? association
        : association.with(unread(fields.unread, context.getSerializationContext()));
  }

  /**
   * @return whether there may be more
   */
  private boolean read(int tag, TagReader in, ReadContext context, Fields fields)
      throws IOException {
    switch (tag) {
      case 1 << 3 | BYTES -> fields.consumer = in.readString();
      case 2 << 3 | BYTES -> fields.home = in.readString();
      case 3 << 3 | BYTES -> fields.resources.add(nested(resources, in, context));
      case 4 << 3 | VARINT -> fields.version = in.readInt64();
      case 5 << 3 | VARINT -> fields.epoch = in.readInt64();
      case 6 << 3 | BYTES -> fields.position = nested(positions, in, context);
      case 7 << 3 | BYTES -> fields.acknowledgedBy.add(in.readString());
      case 8 << 3 | VARINT -> fields.tombstone = in.readBool();
      default -> {
        if (fields.unread == null) {
          fields.unread = UnknownFieldSet.newInstance();
        }
        return fields.unread.readSingleField(tag, in);
      }
    }
    return true;
  }

  private static <T> T nested(ProtobufTagMarshaller<T> of, TagReader in, ReadContext context)
      throws IOException {
    int limit = in.pushLimit(in.readUInt32());
    T read = of.read(context);
    in.checkLastTagWas(0);
    in.popLimit(limit);
    return read;
  }

  private static Unread unread(UnknownFieldSet fields, ImmutableSerializationContext context)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TagWriterImpl writer = TagWriterImpl.newInstance(context, bytes);
    fields.writeTo(writer);
    writer.flush();
    return Unread.of(bytes.toByteArray());
  }

  @Override
  public void write(WriteContext context, Association association) throws IOException {
    generated.write(context, association);
    if (!association.unread().isNone()) {
      byte[] unread = association.unread().bytes();
      context.getWriter().writeRawBytes(unread, 0, unread.length);
    }
  }
}
