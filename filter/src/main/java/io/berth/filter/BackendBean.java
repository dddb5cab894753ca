package io.berth.filter;

import io.berth.forward.NodeStatistics;
import io.berth.jmx.BackendMXBean;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The {@link BackendMXBean} of one node that this one forwards to. */
final class BackendBean implements BackendMXBean {
  private final Supplier<NodeStatistics> last;

  BackendBean(Supplier<NodeStatistics> last) {
    this.last = last;
  }

  @Override
  public boolean isUp() {
    return last.get().isUp();
  }

  @Override
  public int getConnections() {
    return last.get().connections();
  }

  @Override
  public int getIdleConnections() {
    return last.get().idle();
  }

  @Override
  public int getWaiting() {
    return last.get().waiting();
  }

  @Override
  public Map<String, Long> getForwardsByOutcome() {
    Map<String, Long> named = new TreeMap<>();
    last.get().outcomes().forEach((outcome, count) -> named.put(outcome.name(), count));
    return named;
  }

  @Override
  public long getRecentAnswers() {
    return last.get().latency().answers();
  }

  @Override
  public long getFirstByteMedianMicros() {
    return last.get().latency().median();
  }

  @Override
  public long getFirstByte90Micros() {
    return last.get().latency().p90();
  }

  @Override
  public long getFirstByte99Micros() {
    return last.get().latency().p99();
  }

  @Override
  public long getFirstByteMaxMicros() {
    return last.get().latency().max();
  }
}
