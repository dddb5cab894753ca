package io.berth.server;

import io.berth.filter.Balancer;

/** The shipped {@code haproxy.cfg}. */
class BehindHaproxyIT extends BalancerContract {
  BehindHaproxyIT() {
    super(Balancer.Kind.HAPROXY);
  }
}
