package io.berth.server;

import io.berth.filter.Balancer;

/** The shipped nginx fragment. */
class BehindNginxIT extends BalancerContract {
  BehindNginxIT() {
    super(Balancer.Kind.NGINX);
  }
}
