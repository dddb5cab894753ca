package io.berth.server;

import java.io.IOException;

/** The shipped nginx fragment. */
class BehindNginxIT extends BalancerContract {
  @Override
  Balancer inFrontOf(String node1, String node2) throws IOException {
    return Balancer.nginx(node1, node2);
  }
}
