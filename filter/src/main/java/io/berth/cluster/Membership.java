package io.berth.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.Address;

/** Who is in the JGroups cluster of a cache container. */
final class Membership {
  private Membership() {}

  static String self(EmbeddedCacheManager container) {
    Address address = container.getAddress();
    return address == null ? "" : id(address);
  }

  static Optional<Set<String>> members(EmbeddedCacheManager container) {
    List<Address> members = container.getMembers();
    return members == null
        ? Optional.empty()
        : Optional.of(members.stream().map(Membership::id).collect(Collectors.toUnmodifiableSet()));
  }

  /** Not the address's text: that is a node's name, which two processes may share. */
  private static String id(Address address) {
    return address.getNodeUUID().toString();
  }
}
