package io.berth.cluster;

import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.protostream.SerializationContext;

/** The generated schema with the one marshaller that is not generated. */
final class BerthTypes implements GeneratedSchema {
  private final GeneratedSchema generated = new BerthSchemaInitializer();

  @Override
  public String getProtoFileName() {
    return generated.getProtoFileName();
  }

  @Override
  public String getProtoFile() {
    return generated.getProtoFile();
  }

  @Override
  public void registerSchema(SerializationContext context) {
    generated.registerSchema(context);
  }

  @Override
  public void registerMarshallers(SerializationContext context) {
    generated.registerMarshallers(context);
    AssociationMarshaller.register(context);
  }
}
