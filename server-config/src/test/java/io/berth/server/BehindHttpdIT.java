package io.berth.server;

import io.berth.filter.Balancer;

/** The shipped fragment for Apache httpd. */
class BehindHttpdIT extends BalancerContract {
  BehindHttpdIT() {
    super(Balancer.Kind.HTTPD);
  }
}
