package io.berth.server;

import java.io.IOException;

/** The shipped {@code haproxy.cfg}. */
class BehindHaproxyIT extends BalancerContract {
  @Override
  Balancer inFrontOf(String node1, String node2) throws IOException {
    return Balancer.haproxy(node1, node2);
  }
}
