package io.berth.filter;

/** What draining does to one web application. */
record Leaving(BerthContext berth) implements Drain.Steps {
  @Override
  public void announce() {
    berth.announce();
  }

  @Override
  public void takeBack() {
    berth.announce();
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
    return berth.probes().isWatched() || berth.cluster().current().nodes().size() > 1;
  }
}
