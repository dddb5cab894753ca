package io.berth.cluster;

import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;

/** The JGroups channel under a cache container, for tests that cut or kill it. */
final class Channels {
  private Channels() {}

  static JChannel of(EmbeddedCaches caches) {
    return ((JGroupsTransport)
            GlobalComponentRegistry.componentOf(caches.container(), Transport.class))
        .getChannel();
  }
}
