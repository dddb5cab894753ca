package io.berth.sample;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says back what it hears, and which node has heard it. */
final class LiveSocket extends Endpoint {
  private static final int LONGEST = 4_096;

  private final String node;

  private LiveSocket(String node) {
    this.node = node;
  }

  /** Makes one for each conversation; user properties would not reach it on every container. */
  static final class OnNode extends ServerEndpointConfig.Configurator {
    private final String node;

    OnNode(String node) {
      this.node = node;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(new LiveSocket(node));
    }
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxTextMessageBufferSize(LONGEST);
    session.addMessageHandler(
        String.class,
        words -> {
          Map<String, Object> answer = new LinkedHashMap<>();
          answer.put("node", node);
          answer.put("heard", words);
          var unused = session.getAsyncRemote().sendText(Json.object(answer));
        });
  }
}
