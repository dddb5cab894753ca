package io.berth.filter;

/** What draining does to one web application. */
record Leaving(BerthContext berth) implements Drain.Steps {
  @Override
  public void announce() {
    berth.operations().announce();
  }

  @Override
  public void takeBack() {
    berth.operations().announce();
  }

  @Override
  public void handOver() {
    berth.handOver();
  }

  @Override
  public int underWay() {
    return berth.underWay();
  }

  @Override
  public boolean isWatched() {
    return berth.operations().probes().isWatched() || berth.cluster().current().nodes().size() > 1;
  }
}
