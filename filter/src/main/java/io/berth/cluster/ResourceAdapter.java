package io.berth.cluster;

import io.berth.model.Availability;
import io.berth.model.Resource;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;

/** The wire form of a {@link Resource}. */
@ProtoAdapter(Resource.class)
@ProtoName("Resource")
final class ResourceAdapter {
  @ProtoFactory
  static Resource create(
      String type,
      String name,
      String manager,
      String location,
      int capacity,
      Availability availability) {
    return new Resource(
        type.intern(), name, manager.intern(), location.intern(), capacity, availability);
  }

  @ProtoField(1)
  static String getType(Resource resource) {
    return resource.type();
  }

  @ProtoField(2)
  static String getName(Resource resource) {
    return resource.name();
  }

  @ProtoField(3)
  static String getManager(Resource resource) {
    return resource.manager();
  }

  @ProtoField(value = 4, defaultValue = "")
  static String getLocation(Resource resource) {
    return resource.location();
  }

  @ProtoField(value = 5, defaultValue = "0")
  static int getCapacity(Resource resource) {
    return resource.capacity();
  }

  @ProtoField(6)
  static Availability getAvailability(Resource resource) {
    return resource.availability();
  }
}
