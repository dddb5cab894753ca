package io.berth.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.Util;

/** The caches of several nodes in one JVM, which can be cut in two, and killed. */
public final class TestCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<EmbeddedCaches> nodes = new ArrayList<>();

  private TestCluster() {}

  /** Up to four nodes on free ports of this machine, looked for from {@code from} on. */
  public static TestCluster start(String name, int from, int count, String... more) {
    int first = Fixtures.freePorts(from);
    TestCluster cluster = new TestCluster();
    for (int i = 0; i < count; i++) {
      cluster.nodes.add(
          (EmbeddedCaches) Caches.start(Fixtures.clustered(name, first, i, more), "node-" + i));
    }
    return cluster;
  }

  public Caches node(int number) {
    return nodes.get(number);
  }

  /** Cuts between these nodes and the others, and waits until both sides have noticed. */
  public void cut(Integer... side) throws Exception {
    List<Integer> some = Arrays.asList(side);
    List<EmbeddedCaches> here = new ArrayList<>();
    List<EmbeddedCaches> there = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      (some.contains(i) ? here : there).add(nodes.get(i));
    }
    cut(here, there);
    cut(there, here);
    await().atMost(PATIENCE).until(() -> sizes(here, here.size()) && sizes(there, there.size()));
  }

  private static void cut(List<EmbeddedCaches> side, List<EmbeddedCaches> from) throws Exception {
    for (EmbeddedCaches one : side) {
      DISCARD discard = new DISCARD();
      Channels.of(one)
          .getProtocolStack()
          .insertProtocol(discard, ProtocolStack.Position.ABOVE, TP.class);
      from.forEach(each -> discard.addIgnoreMember(Channels.of(each).getAddress()));
    }
  }

  public void heal() {
    nodes.forEach(each -> Channels.of(each).getProtocolStack().removeProtocol(DISCARD.class));
  }

  /** Without a word to the others, which notice it. */
  public void kill(int number) throws Exception {
    EmbeddedCaches dying = nodes.get(number);
    Util.shutdown(Channels.of(dying));
    List<EmbeddedCaches> others = nodes.stream().filter(each -> each != dying).toList();
    await().atMost(PATIENCE).until(() -> sizes(others, others.size()));
  }

  public boolean isWhole() {
    return sizes(nodes, nodes.size());
  }

  private static boolean sizes(List<EmbeddedCaches> side, int size) {
    return side.stream().allMatch(each -> each.members().orElseThrow().size() == size);
  }

  @Override
  public void close() {
    nodes.forEach(Caches::close);
  }
}
