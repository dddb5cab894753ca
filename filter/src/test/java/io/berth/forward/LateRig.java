package io.berth.forward;

import static org.awaitility.Awaitility.await;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A forwarder before one raw node, in a container that is opened with the first client: until then
 * a test may say what it wants of the settings. Without the rules for requests.
 */
final class LateRig implements AutoCloseable {
  /** Opens a container. */
  interface Opens {
    Front open(Front.Handler handler) throws Exception;
  }

  final Map<String, String> settings = new HashMap<>();
  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  final RawNode node = new RawNode();
  private final String scheme;
  private @Nullable Forwarder forwarder;
  private @Nullable Front front;

  /**
   * @param scheme by which the node is spoken to
   */
  LateRig(String scheme) throws IOException {
    this.scheme = scheme;
  }

  /**
   * @param container what to open, if nothing was yet
   */
  RawClient client(Opens container) throws Exception {
    Front here = front;
    return new RawClient((here == null ? open(container) : here).port());
  }

  private Front open(Opens container) throws Exception {
    Forwarder own = new Forwarder(ForwardSettings.read(Settings.of(settings)), this::note);
    forwarder = own;
    URI address = URI.create(scheme + "://127.0.0.1:" + node.port());
    Node target = new Node("n2", "m2", address, NodeState.READY);
    Map<String, String> ours = Map.of("Berth-Hop", "sealed");
    Front opened =
        container.open((request, response) -> own.forward(request, response, target, ours));
    front = opened;
    return opened;
  }

  private void note(Node to, Outcome outcome) {
    outcomes.add(outcome);
  }

  /** How many requests wait for a connection. */
  int waiting() {
    return Objects.requireNonNull(forwarder).statistics().get(0).waiting();
  }

  void awaitOutcome(Outcome outcome) {
    await().atMost(Duration.ofSeconds(10)).until(() -> outcomes.contains(outcome));
  }

  @Override
  public void close() throws IOException {
    if (front != null) {
      front.close();
    }
    if (forwarder != null) {
      forwarder.close();
    }
    node.close();
  }
}
