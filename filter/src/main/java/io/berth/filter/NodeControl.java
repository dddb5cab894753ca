package io.berth.filter;

import io.berth.jmx.NodeControlMXBean;
import io.berth.model.ConsumerId;

/** The {@link NodeControlMXBean} of one web application. */
final class NodeControl implements NodeControlMXBean {
  private final BerthContext berth;

  NodeControl(BerthContext berth) {
    this.berth = berth;
  }

  @Override
  public void drain() {
    berth.operations().drain().begin(Drain.Cause.OPERATOR);
  }

  @Override
  public void resume() {
    berth.operations().drain().end(Drain.Cause.OPERATOR);
  }

  @Override
  public void evict(String consumer) {
    berth.mapping().evict(ConsumerId.of(consumer));
  }
}
