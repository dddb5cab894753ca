package io.berth.forward;

import io.berth.model.Node;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an exchange: writes the response, and listens to the container's word on it.
 *
 * <p>Threads: the loop's thread writes; the container's threads call the listeners ({@link
 * HeldResponse} keeps them apart).
 */
final class NodeToClient implements WriteListener, AsyncListener {
  private static final Logger LOG = Logger.getLogger(NodeToClient.class);

  /** So much the containers keep by themselves. */
  private static final int SMALL_BYTES = 8 * 1024;

  /** What is read from a node at once fits behind what was not worth a flush. */
  private static final int ROOM_BYTES = SMALL_BYTES + SelectorLoop.BUFFER_BYTES;

  private final HeldResponse held;
  private final Exchange exchange;
  private final String protocol;
  private final Gate gate = new Gate();
  private volatile HeaderLines trailers = HeaderLines.NONE;

  /** Where it has to be asked; looked for when the answer takes its time. */
  private @Nullable ClientStream stream;

  /** Whether the container says when the client can take more. */
  private boolean listening;

  /** Whether the node's head has been handed to the container. */
  private boolean begun;

  /** Whether the container keeps what is written until it is flushed. */
  private boolean roomy;

  /** Written since the last flush. */
  private int keptBytes;

  NodeToClient(
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      AsyncContext async,
      Exchange exchange)
      throws IOException {
    this.held = new HeldResponse(clientToNode, nodeToClient, async);
    this.protocol = clientToNode.getProtocol();
    this.exchange = exchange;
  }

  /**
   * The container's thread, once: from now on the container calls back.
   *
   * @param bodyComes whether a body is read from the client meanwhile
   */
  void open(boolean bodyComes) {
    held.watch(this);
    if (bodyComes || !held.container().sendsUnasked(protocol)) {
      listening = true;
      held.listen(this);
    } else {
      gate.open();
    }
  }

  /**
   * Whether an answer goes to the client before it is whole; to be asked for by {@link #listen}.
   */
  boolean isListening() {
    return listening;
  }

  /** Needs the client to take something before the answer is whole. The loop's thread. */
  void listen() {
    if (!listening) {
      listening = true;
      gate.shut();
      held.listenNow(this);
    }
  }

  /** Whether an answer of {@code bytes} has to wait for its client. */
  static boolean isLong(long bytes) {
    return bytes > SMALL_BYTES;
  }

  /** The response, for whoever has to touch it or the request. */
  HeldResponse held() {
    return held;
  }

  /** Says early hints on, where the container can; nothing depends on them. */
  void hint(ResponseHead hints) {
    List<String> links = hints.links();
    if (!links.isEmpty() && !protocol.equals("HTTP/1.0")) {
      held.touch((response, stream) -> hint(links));
    }
  }

  private void hint(List<String> links) {
    try {
      held.container().hint(held.clientToNode(), links);
    } catch (ReflectiveOperationException e) {
      LOG.debugf(e, "this container says no early hints");
    }
  }

  /**
   * Sets status and headers as the node said them, hop-by-hop ones and framing left out.
   *
   * @param body how much will follow, in bytes, as far as that is known
   * @param closes whether the connection must end with this answer, for its request was not read to
   *     the end
   */
  void begin(ResponseHead head, long body, boolean closes, Node node, ForwardSettings settings) {
    begun = true;
    List<String> names = head.trailers(settings.trailers());
    held.touch(
        (response, stream) -> {
          NodeToClientHead.write(head, response, node, settings.pseudonym());
          endAfter(closes, response);
          if (isLong(body)) {
            roomy = held.container().makeRoom(response, (int) Math.min(body, ROOM_BYTES));
          }
          if (!names.isEmpty()) {
            announce(names, response);
          }
        });
  }

  /** Later protocols than HTTP/1 have no Connection header. */
  private void endAfter(boolean closes, HttpServletResponse response) {
    if (closes && protocol.startsWith("HTTP/1.")) {
      response.setHeader("Connection", "close");
    }
  }

  /** What comes behind the body is only known when it comes. HTTP/1.0 has nothing of the kind. */
  private void announce(List<String> names, HttpServletResponse response) {
    if (!protocol.equals("HTTP/1.0")) {
      response.setHeader("Trailer", String.join(", ", names));
      response.setTrailerFields(() -> carried(names));
    }
  }

  private Map<String, String> carried(List<String> names) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < trailers.size(); i++) {
      String name = trailers.name(i);
      if (names.stream().anyMatch(name::equalsIgnoreCase)) {
        fields.put(name, trailers.value(i));
      }
    }
    return fields;
  }

  /** The body is whole, and this came behind it. */
  void endWith(HeaderLines lines) {
    trailers = lines;
  }

  void write(byte[] bytes, int from, int length) {
    if (length > 0) {
      keptBytes += length;
      held.touch((response, stream) -> stream.write(bytes, from, length));
    }
  }

  /** Whether to flush before anything else: the next write might not fit. */
  boolean isFull() {
    return roomy && keptBytes > SMALL_BYTES;
  }

  void flush() {
    keptBytes = 0;
    held.touch((response, stream) -> stream.flush());
  }

  /**
   * Hands the client's connection over to {@code tunnel} once the container has said 101. The order
   * is what both containers understand.
   *
   * @return false when the client is gone
   */
  boolean upgrade(ResponseHead head, Tunnel tunnel, Node node, ForwardSettings settings) {
    return held.touch(
        (response, stream) -> {
          TunnelHandler handler = upgrade();
          response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
          NodeToClientHead.write(head, response, node, settings.pseudonym());
          response.setHeader("Upgrade", head.upgrade());
          response.setHeader("Connection", "Upgrade");
          handler.attach(tunnel);
        });
  }

  private TunnelHandler upgrade() throws IOException {
    try {
      return ((HttpServletRequest) held.clientToNode()).upgrade(TunnelHandler.class);
    } catch (ServletException e) {
      throw new IOException(e);
    }
  }

  /**
   * Tells the client of an error; when an answer is under way already, breaks it off.
   *
   * @param closes as in {@link #begin}
   */
  void answerOrCut(int status, boolean closes) {
    held.touch(
        (response, stream) -> {
          if (response.isCommitted()) {
            held.breakOff();
          } else {
            if (begun) {
              response.reset();
            }
            byte[] body = ErrorAnswer.prepare(response, status);
            endAfter(closes, response);
            stream.write(body);
          }
        });
  }

  /**
   * Whether the client can take more now. If not, the exchange is told when it can. The loop's
   * thread.
   */
  boolean isWritable() {
    return gate.isOpen();
  }

  /** Asks the container anew, after a write. Answers like {@link #isWritable}. */
  boolean isStillWritable() {
    if (!listening) {
      return !held.isGone();
    }
    boolean[] ready = new boolean[1];
    return gate.isStillOpen(
        () -> held.touch((response, stream) -> ready[0] = stream.isReady()) && ready[0]);
  }

  @Override
  public void onWritePossible() {
    if (gate.open()) {
      exchange.clientWritable();
    }
  }

  /**
   * Whether nobody wants the answer any more: it was broken off, or an HTTP/2 client has taken the
   * request back where the container does not say so. The loop's thread, now and then.
   */
  boolean hasLeft() {
    boolean[] open = {true};
    if (protocol.equals("HTTP/2.0")) {
      held.touch((response, out) -> open[0] = isStreamOpen());
    }
    return held.isGone() || !open[0];
  }

  private boolean isStreamOpen() {
    try {
      ClientStream known = stream;
      if (known == null) {
        known = held.container().stream(held.clientToNode());
        stream = known;
      }
      return known == null || known.isOpen();
    } catch (ReflectiveOperationException e) {
      LOG.debugf(e, "this container does not show whether a client is there");
      return true;
    }
  }

  /** A container's thread, before it recycles anything. */
  void containerGaveUp() {
    if (held.giveUp()) {
      exchange.clientLeft();
      if (held.container() != ContainerAdapter.TOMCAT) {
        held.breakOff(); // Undertow says no more than that reading failed
      }
    }
  }

  @Override
  public void onError(Throwable t) {
    containerGaveUp();
  }

  @Override
  public void onError(AsyncEvent event) {
    containerGaveUp();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    containerGaveUp();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    if (held.giveUpUnlocked()) {
      exchange.clientLeft();
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nobody starts it twice: the forwarder is the last in the chain.
  }
}
