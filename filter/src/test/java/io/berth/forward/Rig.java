package io.berth.forward;

import static org.awaitility.Awaitility.await;

import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A container with Berth's rules and forwarder in it, before one raw node. */
final class Rig implements AutoCloseable {
  final RawNode node = new RawNode();
  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  final Forwarder forwarder;
  final Front front;
  private final RequestRules rules = new RequestRules();
  private final Node target;

  Rig(Container container, Map<String, String> settings) throws Exception {
    this(container, settings, URI.create(""));
  }

  /**
   * @param elsewhere another node than the raw one; empty for that one
   */
  Rig(Container container, Map<String, String> settings, URI elsewhere) throws Exception {
    target =
        elsewhere.toString().isEmpty()
            ? node.node()
            : new Node("n2", "m2", elsewhere, NodeState.READY);
    forwarder =
        new Forwarder(
            ForwardSettings.read(Settings.of(settings)), (to, outcome) -> outcomes.add(outcome));
    front = container.open(this::judgeAndForward);
  }

  private void judgeAndForward(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Refusal refusal = rules.check(request).orElse(null);
    if (refusal != null) {
      refusal.answer(request, response);
    } else {
      forwarder.forward(request, response, target, Map.of("Berth-Hop", "sealed"));
    }
  }

  RawClient client() throws IOException {
    return new RawClient(front.port());
  }

  void awaitOutcome(Outcome outcome) {
    await().atMost(Duration.ofSeconds(10)).until(() -> outcomes.contains(outcome));
  }

  @Override
  public void close() throws IOException {
    front.close();
    forwarder.close();
    node.close();
  }
}
