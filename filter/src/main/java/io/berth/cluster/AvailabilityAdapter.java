package io.berth.cluster;

import io.berth.model.Availability;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoEnumValue;
import org.infinispan.protostream.annotations.ProtoName;

/** The wire form of {@link Availability}: numbers are for ever, names may change. */
@ProtoAdapter(Availability.class)
@ProtoName("Availability")
enum AvailabilityAdapter {
  @ProtoEnumValue(0)
  MAKING,
  @ProtoEnumValue(1)
  FREE,
  @ProtoEnumValue(2)
  CLAIMED,
  @ProtoEnumValue(3)
  BOUND,
  @ProtoEnumValue(4)
  SUSPECT,
  @ProtoEnumValue(5)
  RETIRED
}
