package io.berth.sample.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A body that is far larger than the heap, each way: what the node holds of it at once. */
final class BodyPart implements Part {
  private static final double BOUND_MIB = 32;

  @Override
  public String name() {
    return "body";
  }

  @Override
  public void run(Rig rig) throws IOException, InterruptedException {
    try (NodeUnderTest node = rig.start(Candidate.BERTH, List.of("-Xmx256m")).orElseThrow()) {
      long length = rig.options().largeBody();
      Transfer small = new Transfer(node.port(), 1024);
      small.down();
      small.up();
      Transfer large = new Transfer(node.port(), length);
      hold(rig, node, "body.down." + Options.name(length), large::down);
      hold(rig, node, "body.up." + Options.name(length), large::up);
    }
  }

  private static void hold(Rig rig, NodeUnderTest node, String name, Runnable transfer)
      throws IOException {
    double before = node.liveMib();
    long began = System.nanoTime();
    CompletableFuture<Void> running = CompletableFuture.runAsync(transfer);
    double peak = before;
    while (!running.isDone()) {
      peak = Math.max(peak, node.liveMib());
    }
    running.join();
    System.out.printf("%s took %.1f s%n", name, (System.nanoTime() - began) / 1e9);
    rig.findings().add(Budget.atMost(name, "MiB", peak - before, BOUND_MIB, 1));
  }
}
