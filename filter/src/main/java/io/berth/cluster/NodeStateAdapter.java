package io.berth.cluster;

import io.berth.model.NodeState;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoEnumValue;
import org.infinispan.protostream.annotations.ProtoName;

/** The wire form of {@link NodeState}; the default, 0, is one that is sent nothing. */
@ProtoAdapter(NodeState.class)
@ProtoName("NodeState")
enum NodeStateAdapter {
  @ProtoEnumValue(0)
  STARTING,
  @ProtoEnumValue(1)
  READY,
  @ProtoEnumValue(2)
  DRAINING,
  @ProtoEnumValue(3)
  GONE
}
