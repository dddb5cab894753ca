package io.berth.sample.demo;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What one run counted and measured. Thread-safe. */
final class Tally {
  final AtomicInteger signUps = new AtomicInteger();
  final AtomicInteger settled = new AtomicInteger();
  final AtomicInteger unsettled = new AtomicInteger();
  final AtomicInteger reads = new AtomicInteger();
  final AtomicInteger misses = new AtomicInteger();
  final AtomicInteger local = new AtomicInteger();
  final AtomicInteger forwarded = new AtomicInteger();
  final Samples signUpMillis = new Samples();
  final Samples aloneMillis = new Samples();
  final Samples firstPageMillis = new Samples();
  final Samples releaseMillis = new Samples();
  final Samples replicationMillis = new Samples();
  final Samples releaseAfterArrivalMillis = new Samples();
  private final Collection<Failure> failures = new ConcurrentLinkedQueue<>();

  void failed(Failure failure) {
    failures.add(failure);
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** The failures that no lost node explains. */
  long unexplained(List<DemoNode> lost) {
    return failures.stream()
        .filter(failure -> lost.stream().noneMatch(failure::isExplainedBy))
        .count();
  }

  /** How many failures of each kind, for people. */
  Map<String, Long> failuresByKind() {
    return failures.stream()
        .collect(
            Collectors.groupingBy(
                failure ->
                    failure.what() + " at " + failure.asked().name() + ": " + failure.outcome(),
                TreeMap::new,
                Collectors.counting()));
  }
}
