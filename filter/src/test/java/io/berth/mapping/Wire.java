package io.berth.mapping;

import io.berth.cluster.BerthSchema;
import io.berth.model.Association;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;

/** A record as it is after it came from another node: with strings of its own. */
final class Wire {
  private static final SerializationContext CONTEXT = ProtobufUtil.newSerializationContext();

  static {
    BerthSchema.INITIALIZER.register(CONTEXT);
  }

  private Wire() {}

  static Association copy(Association association) {
    try {
      return (Association)
          ProtobufUtil.<Object>fromWrappedByteArray(
              CONTEXT, ProtobufUtil.toWrappedByteArray(CONTEXT, association));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
