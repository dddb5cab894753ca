package io.berth.cluster;

import io.berth.model.ResourceManager;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;

/** The wire form of a {@link ResourceManager}. */
@ProtoAdapter(ResourceManager.class)
@ProtoName("Manager")
final class ManagerAdapter {
  @ProtoFactory
  static ResourceManager create(String name, String location, int capacity) {
    return new ResourceManager(name, location, capacity);
  }

  @ProtoField(1)
  static String getName(ResourceManager manager) {
    return manager.name();
  }

  @ProtoField(value = 2, defaultValue = "")
  static String getLocation(ResourceManager manager) {
    return manager.location();
  }

  @ProtoField(value = 3, defaultValue = "0")
  static int getCapacity(ResourceManager manager) {
    return manager.capacity();
  }
}
