package io.berth.filter;

import io.berth.jmx.NodeControlMXBean;
import io.berth.model.ConsumerId;
import org.jboss.logging.Logger;

/** The {@link NodeControlMXBean} of one web application; every call is logged. */
final class NodeControl implements NodeControlMXBean {
  private static final Logger LOG = Logger.getLogger(NodeControl.class);

  private final BerthContext berth;

  NodeControl(BerthContext berth) {
    this.berth = berth;
  }

  @Override
  public void drain() {
    LOG.infof("node %s is drained by an operator", berth.self().name());
    berth.drain().begin(Drain.Cause.OPERATOR);
  }

  @Override
  public void resume() {
    LOG.infof("node %s is resumed by an operator", berth.self().name());
    berth.drain().end(Drain.Cause.OPERATOR);
  }

  @Override
  public void evict(String consumer) {
    ConsumerId id = ConsumerId.of(consumer);
    LOG.infof("the mapping of %s is evicted by an operator", id);
    berth.mapping().evict(id);
  }
}
