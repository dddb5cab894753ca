package io.berth.sample;

import io.berth.cdi.CurrentConsumer;
import io.berth.filter.BerthContext;
import io.berth.model.View;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A page that stays open: the server's own events and a WebSocket. Both are requests like any
 * other, so from whichever node the browser asks, the node that has the consumer's data answers.
 */
public class LiveServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String SOCKET = "/socket";
  private static final long INTERVAL_MILLIS = 500;

  private final transient Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
  private final transient ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(LiveServlet::thread);

  @Inject transient Workspaces workspaces;
  @Inject transient CurrentConsumer current;

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "sample-live");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void init() {
    var unused =
        ticks.scheduleWithFixedDelay(
            this::tick, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (workspaces.login().of(request).isEmpty()) {
      Answer.redirect(request, response, "/");
      return;
    }
    switch (Objects.requireNonNullElse(request.getPathInfo(), "")) {
      case "" -> Answer.html(response, 200, Pages.live(whereabouts(), request.getContextPath()));
      case "/events" -> streams.add(LiveStream.open(request, response));
      case SOCKET -> talk(request, response);
      default -> response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private void talk(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Object sockets = getServletContext().getAttribute(ServerContainer.class.getName());
    ServerEndpointConfig endpoint =
        ServerEndpointConfig.Builder.create(LiveSocket.class, request.getServletPath() + SOCKET)
            .configurator(new LiveSocket.OnNode(view().node()))
            .build();
    try {
      ((ServerContainer) Objects.requireNonNull(sockets, "this server has no WebSockets"))
          .upgradeHttpToWebSocket(request, response, endpoint, Map.of());
    } catch (DeploymentException e) {
      throw new ServletException(e);
    }
  }

  /** What every browser that listens hears; it comes back elsewhere when this node leaves. */
  private void tick() {
    if (BerthContext.of(getServletContext()).isDraining()) {
      streams.forEach(LiveStream::end);
    }
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("node", view().node());
    event.put("millis", workspaces.clock().millis());
    String text = "retry: 1000\ndata: " + Json.object(event) + "\n";
    streams.removeIf(stream -> !stream.say(text));
  }

  private Whereabouts whereabouts() {
    return Whereabouts.of(view(), current.verdict(), current.route().reason().name());
  }

  private View view() {
    return BerthContext.of(getServletContext()).cluster().current();
  }

  @Override
  public void destroy() {
    ticks.shutdownNow();
    streams.forEach(LiveStream::end);
  }
}
