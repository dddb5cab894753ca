package io.berth.cluster;

import io.berth.model.Node;
import io.berth.model.NodeState;
import java.net.URI;
import org.infinispan.protostream.annotations.ProtoAdapter;
import org.infinispan.protostream.annotations.ProtoFactory;
import org.infinispan.protostream.annotations.ProtoField;
import org.infinispan.protostream.annotations.ProtoName;

/** The wire form of a {@link Node}. */
@ProtoAdapter(Node.class)
@ProtoName("Node")
final class NodeAdapter {
  @ProtoFactory
  static Node create(String name, String manager, String address, NodeState state) {
    return new Node(name, manager, URI.create(address), state);
  }

  @ProtoField(1)
  static String getName(Node node) {
    return node.name();
  }

  @ProtoField(2)
  static String getManager(Node node) {
    return node.manager();
  }

  @ProtoField(3)
  static String getAddress(Node node) {
    return node.address().toString();
  }

  @ProtoField(4)
  static NodeState getState(Node node) {
    return node.state();
  }
}
