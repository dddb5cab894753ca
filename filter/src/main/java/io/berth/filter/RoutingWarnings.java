package io.berth.filter;

import io.berth.mapping.OncePerMinute;
import org.jboss.logging.Logger;

/** What an operator is told of settings that let requests go wrong. Thread-safe. */
final class RoutingWarnings {
  private static final Logger LOG = Logger.getLogger(BerthContext.class);

  private final String node;
  private final OncePerMinute loops = new OncePerMinute(System::nanoTime);
  private final OncePerMinute strangers = new OncePerMinute(System::nanoTime);
  private final OncePerMinute missing = new OncePerMinute(System::nanoTime);

  RoutingWarnings(String node) {
    this.node = node;
  }

  void developmentKey() {
    LOG.warnf(
        "BERTH-002 node %s seals tokens with the well-known development key: anybody can forge"
            + " them; set berth.keys",
        node);
  }

  /** Every request of a loop ends like that. */
  void loop() {
    if (loops.mayPass()) {
      LOG.warnf(
          "BERTH-220 a request that node %s sent to another came back to it, and was answered 508;"
              + " every berth.address must lead to that very node, never to a balancer",
          node);
    }
  }

  /** Any client can cause it. */
  void stranger() {
    if (strangers.mayPass()) {
      LOG.warnf(
          "BERTH-144 a request came to node %s with a hop header that its keys do not open, or that"
              + " is too old, and was taken for a client's; if a node sent it, its berth.keys or"
              + " its clock differ from this one's",
          node);
    }
  }

  void missing(String context) {
    if (missing.mayPass()) {
      LOG.warnf(
          "BERTH-223 node %s cannot dispatch to %s, and answered 503: there is no such context, or"
              + " the server does not let this one reach it (Tomcat: crossContext); see %s",
          node, context, FilterSettings.CONTEXTS.name());
    }
  }
}
