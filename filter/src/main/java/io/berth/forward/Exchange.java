package io.berth.forward;

import io.berth.model.Node;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a node and the answer on its way back: the state machine that all else
 * reports to.
 *
 * <pre>
 * NEW - WAITING (for a connection) - SENDING (until the answer's head) - RELAYING - ENDING - DONE
 *            ^_________________________| once, when provably nothing was answered
 * LOOKING (for another node, once, when this one did nothing) - WAITING
 * FAILING (until the client can be told) - DONE     from every state before RELAYING
 * </pre>
 *
 * <p>Threads: the methods marked so are for the container's threads; all others run on the loop's.
 * This class is long because it is the one place where all events meet.
 */
final class Exchange extends Underway implements UpstreamOwner {
  private enum Phase {
    NEW,
    WAITING,
    LOOKING,
    SENDING,
    RELAYING,
    ENDING,
    FAILING,
    DONE
  }

  private final Forwarding forwarding;
  private final SelectorLoop loop;
  private final ForwardSettings settings;
  private final Elsewhere elsewhere;
  private final ClientToNodeHead request;
  private final NodeToClient client;
  private NodePool pool;
  private NodeAnswer answer;
  private @Nullable ClientToNodeBody body;
  private @Nullable ClientToNodeSender sender;
  private @Nullable UpstreamConnection connection;
  private Phase phase = Phase.NEW;
  private Outcome outcome = Outcome.FAILED;
  private int errorStatus;
  private boolean retried;
  private boolean moved;
  private boolean waitsForClient;
  private Duration bodyIdle;
  private long deadline;
  private long lastDeadline = Long.MAX_VALUE;

  Exchange(
      Forwarding forwarding,
      NodePool pool,
      Elsewhere elsewhere,
      ClientToNodeHead request,
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      AsyncContext async)
      throws IOException {
    this.forwarding = forwarding;
    this.loop = forwarding.loop();
    this.settings = forwarding.settings();
    this.pool = pool;
    this.elsewhere = elsewhere;
    this.request = request;
    this.answer = new NodeAnswer(request.isHead(), request.upgrade());
    this.bodyIdle = settings.idleTimeout();
    this.client = new NodeToClient(clientToNode, nodeToClient, async, this);
  }

  // ---- container threads

  /** Begins to listen to the container, and with the exchange when there is no body to read. */
  void listen(RequestBody present, HttpServletRequest clientToNode) throws IOException {
    client.listen();
    if (present.isPresent()) {
      Upload upload = new Upload(this, forwarding.buffers(), present.declared());
      body = new ClientToNodeBody(clientToNode.getInputStream(), forwarding.buffers(), upload);
      body.listen();
    } else if (present.rebuilt().length > 0) {
      begin(pieces(present.rebuilt()), true, present.declared());
    } else {
      begin(new ArrayDeque<>(0), true, present.declared());
    }
  }

  private Deque<Piece> pieces(byte[] content) {
    Deque<Piece> pieces = new ArrayDeque<>();
    for (int at = 0; at < content.length; at += BufferPool.CONTENT_BYTES) {
      int length = Math.min(BufferPool.CONTENT_BYTES, content.length - at);
      byte[] buffer = forwarding.buffers().take();
      System.arraycopy(content, at, buffer, BufferPool.ROOM_BEFORE, length);
      pieces.add(new Piece(buffer, length));
    }
    return pieces;
  }

  /** There is enough of the body to begin with. Container's thread. */
  void begin(Deque<Piece> pieces, boolean whole, long declared) {
    long length = 0;
    for (Piece piece : pieces) {
      length += piece.length();
    }
    boolean chunked = declared < 0 && (!whole || request.announcesTrailers());
    ByteBuffer head;
    if (chunked) {
      head = request.endWithChunks();
    } else if (length == 0 && declared < 0) {
      head = request.endWithoutBody();
    } else {
      head = request.endWithLength(whole ? length : declared);
    }
    long missing = chunked ? ClientToNodeSender.UNKNOWN : declared - length;
    sender = new ClientToNodeSender(head, chunked, pieces, whole ? 0 : missing, this::freed);
    if (whole && chunked) {
      sender.endBody(request.lastChunk());
    }
    if (whole && declared >= 0 && length != declared) {
      loop.execute(this::bodyIsGone);
    } else {
      loop.execute(this::start);
    }
  }

  /** More of the body. Container's thread. */
  void hand(Piece piece) {
    loop.execute(() -> takePiece(piece));
  }

  /** That was all of the body. Container's thread. */
  void handEnd() {
    byte[] lastChunk = request.lastChunk();
    loop.execute(() -> endUpload(lastChunk));
  }

  /** The client broke off its body. Container's thread. */
  void clientFailed() {
    client.containerGaveUp();
  }

  /** The client can take more. Container's thread. */
  void clientWritable() {
    loop.execute(this::resume);
  }

  /** Nobody reads the answer any more. Container's thread. */
  void clientLeft() {
    loop.execute(this::leave);
  }

  /** Less came than was declared, and the client did not break off: somebody here has read it. */
  private void bodyIsGone() {
    RequestBody.warn("a part of it was read before");
    if (phase == Phase.NEW) {
      forwarding.add(this);
    }
    fail(Outcome.FAILED, 500);
  }

  // ---- a connection

  private void start() {
    if (phase != Phase.NEW) {
      sender().abandon();
    } else if (forwarding.add(this)) {
      forwarding.retries().earn();
      if (!settings.totalTimeout().isZero()) {
        lastDeadline = System.nanoTime() + settings.totalTimeout().toNanos();
      }
      phase = Phase.WAITING;
      await(settings.connectTimeout());
      pool.acquire(this, false);
    } else {
      fail(Outcome.FAILED, 503);
    }
  }

  /** Whether the request may be sent a second time, if nothing of an answer came. */
  boolean mayRetry() {
    return !retried && request.isIdempotent() && sender().canReplay();
  }

  void connecting(UpstreamConnection to) {
    connection = to;
    await(settings.connectTimeout());
  }

  void connected(UpstreamConnection to) {
    connection = to;
    phase = Phase.SENDING;
    upstreamWritable();
  }

  void connectFailed(Exception cause) {
    if (cause instanceof SSLException) {
      pool.warn("BERTH-221", "is not believed, or does not believe this node", cause);
    } else {
      pool.warn("BERTH-204", "cannot be reached", cause);
    }
    pool.failed();
    moveOrFail(Outcome.UNREACHABLE, elsewhere::unreachable);
  }

  /** The node is not asked for the time being. */
  void setAside() {
    moveOrFail(Outcome.UNREACHABLE, elsewhere::unreachable);
  }

  /** Looks for another node: the one that was asked did nothing with the request. */
  private void moveOrFail(Outcome why, Function<Node, Optional<Node>> to) {
    NodePool asked = pool;
    boolean moves = !moved && sender().canMove() && forwarding.retries().spend();
    if (moves) {
      if (phase == Phase.WAITING) {
        asked.leaveQueue(this);
      }
      moved = true;
      outcome = why;
      phase = Phase.LOOKING;
      letGo(false);
      await(settings.connectTimeout());
    } else {
      fail(why, 503);
    }
    if (moves || why == Outcome.MISDIRECTED) {
      ask(asked, to);
    }
  }

  /** Even where the request cannot move there may be something to learn. */
  private void ask(NodePool asked, Function<Node, Optional<Node>> to) {
    try {
      forwarding.aside().execute(() -> look(asked, to));
    } catch (RejectedExecutionException e) {
      found(asked, Optional.empty());
    }
  }

  /** A thread aside. */
  private void look(NodePool asked, Function<Node, Optional<Node>> to) {
    Optional<NodePool> other = Optional.empty();
    try {
      Optional<Node> node = to.apply(asked.node());
      if (node.isPresent()) {
        forwarding.pool(node.get()).resolve();
        other = node.map(forwarding::pool);
      }
    } catch (UnknownHostException e) {
      loop.execute(() -> asked.warn("BERTH-204", "has a neighbour whose host has no address", e));
    } catch (RuntimeException e) {
      loop.execute(() -> asked.warn("BERTH-203", "did nothing, and who knows of others failed", e));
    }
    Optional<NodePool> found = other;
    loop.execute(() -> found(asked, found));
  }

  private void found(NodePool asked, Optional<NodePool> other) {
    if (phase != Phase.LOOKING) {
      return;
    }
    if (other.isEmpty() || other.get() == asked) {
      fail(outcome, 503);
      return;
    }
    forwarding.report(asked, outcome);
    pool = other.get();
    answer = new NodeAnswer(request.isHead(), request.upgrade());
    sender().rewind();
    phase = Phase.WAITING;
    await(settings.connectTimeout());
    pool.acquire(this, false);
  }

  void overloaded() {
    pool.warn("BERTH-205", "has no connection free; see berth.forward.connections, .queue", null);
    fail(Outcome.OVERLOADED, 503);
  }

  // ---- client to node

  private void takePiece(Piece piece) {
    if (phase == Phase.DONE || phase == Phase.FAILING) {
      forwarding.buffers().giveBack(piece.buffer());
    } else {
      sender().add(piece);
      upstreamWritable();
    }
  }

  private void endUpload(byte[] lastChunk) {
    if (phase != Phase.DONE && phase != Phase.FAILING) {
      sender().endBody(lastChunk);
      if (sender().isShort()) {
        bodyIsGone();
        return;
      }
      upstreamWritable();
    }
  }

  @Override
  public void upstreamWritable() {
    UpstreamConnection to = connection;
    if (to == null || phase == Phase.WAITING) {
      return;
    }
    try {
      sender().write(to);
      to.want(SelectionKey.OP_WRITE, !sender().isDrained());
    } catch (IOException e) {
      writeFailed(to, e);
      return;
    }
    if (phase == Phase.SENDING) {
      boolean sent = sender().isDone();
      await(sent ? settings.firstByteTimeout() : settings.idleTimeout());
    }
  }

  private void writeFailed(UpstreamConnection to, IOException cause) {
    if (isStale() && mayRetry()) {
      broken(cause);
    } else {
      // The node may have answered before it closed: what there is to read decides.
      to.want(SelectionKey.OP_WRITE, false);
      sender().abandon();
    }
  }

  /** Whether the node may have closed the connection before it saw the request. */
  private boolean isStale() {
    UpstreamConnection used = connection;
    return phase == Phase.SENDING && !answer.hasBegun() && used != null && used.isUsed();
  }

  private void freed(byte[] buffer) {
    forwarding.buffers().giveBack(buffer);
    ClientToNodeBody from = body;
    if (from != null && phase != Phase.DONE && phase != Phase.FAILING) {
      client.touch((response, out) -> from.sent());
    }
  }

  // ---- node to client

  @Override
  public void upstreamReadable() {
    UpstreamConnection from = connection;
    if (from == null) {
      return;
    }
    ByteBuffer buffer = loop.buffer();
    int length;
    try {
      length = from.read(buffer);
    } catch (IOException e) {
      broken(e);
      return;
    }
    if (length < 0) {
      upstreamEnded();
    } else if (length > 0) {
      answer.take(loop.bytes(), length);
      relay(!buffer.hasRemaining());
    }
  }

  /** Carries on what is pending of the answer as far as it goes. */
  private void relay(boolean more) {
    try {
      ResponseHead head = answer.findHead();
      if (head == null) {
        answer.keep();
      } else if (!client.isWritable()) {
        answer.keep();
        stopReading();
      } else {
        relay(head, more);
      }
    } catch (MalformedResponseException e) {
      pool.warn("BERTH-206", "answered what is no HTTP/1.1: " + e.getMessage(), null);
      pool.failed();
      fail(Outcome.MALFORMED, 502);
    }
  }

  private void relay(ResponseHead head, boolean more) throws MalformedResponseException {
    UpstreamConnection from = connection;
    if (head.status() == 101 && from != null) {
      switchProtocols(head, from);
      return;
    }
    String packet = phase == Phase.SENDING ? head.packet() : "";
    if (!packet.isEmpty()) {
      pool.answered();
      moveOrFail(Outcome.MISDIRECTED, asked -> elsewhere.misdirected(asked, packet));
      return;
    }
    if (phase == Phase.SENDING) {
      phase = Phase.RELAYING;
      pool.answered();
      bodyIdle = head.isEventStream() ? settings.streamIdleTimeout() : settings.idleTimeout();
      sender().forget();
      client.begin(head, !sender().isDone(), settings);
    }
    await(bodyIdle);
    int length = answer.decode();
    client.write(answer.content(), answer.contentStart(), length);
    if (answer.isEnded()) {
      endAnswer();
    } else if (isClientReady() && !more) {
      client.flush();
      isClientReady();
    }
  }

  /** From here on the connection is a tunnel's, which ends by itself. */
  private void switchProtocols(ResponseHead head, UpstreamConnection from) {
    Tunnel tunnel = new Tunnel(forwarding, pool, from, client.container(), answer.rest());
    if (client.upgrade(head, tunnel, settings)) {
      connection = null;
      tunnel.begin();
      done(Outcome.ANSWERED);
    } else {
      leave();
    }
  }

  /** Whether to go on; if not, reading stops until the client can take more, or for good. */
  private boolean isClientReady() {
    boolean ready = client.isStillWritable();
    if (client.isGone()) {
      leave();
    } else if (!ready) {
      stopReading();
    }
    return ready;
  }

  private void stopReading() {
    waitsForClient = true;
    if (connection != null) {
      connection.want(SelectionKey.OP_READ, false);
    }
  }

  /** The client can take more. */
  private void resume() {
    waitsForClient = false;
    switch (phase) {
      case SENDING, RELAYING -> resumeReading();
      case ENDING -> done(Outcome.ANSWERED);
      case FAILING -> answerError();
      case NEW, WAITING, LOOKING, DONE -> {}
    }
  }

  private void resumeReading() {
    if (phase == Phase.RELAYING) {
      await(bodyIdle);
    }
    if (connection != null) {
      connection.want(SelectionKey.OP_READ, true);
    }
    if (answer.isPending() || (phase == Phase.SENDING && answer.hasBegun())) {
      relay(false);
    }
  }

  private void upstreamEnded() {
    if (phase == Phase.RELAYING && answer.isEndedByClose()) {
      endAnswer();
    } else {
      broken(null);
    }
  }

  private void endAnswer() {
    boolean clean = answer.leavesConnectionClean() && sender().isDone();
    letGo(clean);
    client.endWith(answer.trailers());
    phase = Phase.ENDING;
    if (client.isStillWritable()) {
      done(Outcome.ANSWERED);
    } else if (client.isGone()) {
      leave();
    } else {
      waitsForClient = true;
    }
  }

  // ---- ends

  private void broken(@Nullable Exception cause) {
    if (isStale() && mayRetry() && forwarding.retries().spend()) {
      retried = true;
      letGo(false);
      sender().rewind();
      phase = Phase.WAITING;
      await(settings.connectTimeout());
      pool.acquire(this, true);
    } else {
      pool.warn("BERTH-207", "closed the connection before its answer was whole", cause);
      pool.failed();
      fail(Outcome.BROKEN, 502);
    }
  }

  /** Gives the connection back, or closes it. */
  private void letGo(boolean clean) {
    UpstreamConnection last = connection;
    connection = null;
    if (last != null && clean) {
      pool.release(last);
    } else if (last != null) {
      pool.discard(last);
    }
  }

  private void fail(Outcome why, int status) {
    if (phase == Phase.DONE || phase == Phase.FAILING) {
      return;
    }
    boolean begun = phase == Phase.RELAYING;
    if (phase == Phase.WAITING) {
      pool.leaveQueue(this);
    }
    outcome = why;
    errorStatus = status;
    phase = Phase.FAILING;
    if (sender != null) {
      sender.abandon();
    }
    letGo(false);
    await(settings.idleTimeout());
    if (begun || client.isWritable()) {
      answerError();
    }
  }

  private void answerError() {
    client.answerOrCut(errorStatus);
    done(outcome);
  }

  /** The client is gone: nobody needs the node's answer. */
  private void leave() {
    if (phase != Phase.DONE) {
      done(phase == Phase.FAILING ? outcome : Outcome.CLIENT_LEFT);
    }
  }

  private void done(Outcome how) {
    if (phase == Phase.WAITING) {
      pool.leaveQueue(this);
    }
    phase = Phase.DONE;
    if (sender != null) {
      sender.abandon();
    }
    letGo(false);
    forwarding.remove(this);
    client.complete();
    forwarding.report(pool, how);
  }

  /** A defect of ours. */
  @Override
  public void defect() {
    fail(Outcome.FAILED, 502);
    if (phase != Phase.DONE) {
      client.cut();
      leave();
    }
  }

  @Override
  void forwarderCloses() {
    fail(Outcome.FAILED, 503);
    if (phase != Phase.DONE) {
      client.cut();
      leave();
    }
  }

  private void await(Duration longest) {
    deadline = System.nanoTime() + longest.toNanos();
  }

  @Override
  void tick(long now) {
    if (lastDeadline != Long.MAX_VALUE && now - lastDeadline > 0) {
      lateAltogether();
      return;
    }
    if (now - deadline < 0) {
      return;
    }
    switch (phase) {
      case WAITING -> late();
      case LOOKING -> fail(outcome, 503);
      case SENDING -> lateAnswer();
      case RELAYING, ENDING -> lateBody();
      case FAILING -> {
        client.cut();
        leave();
      }
      case NEW, DONE -> {}
    }
  }

  private void lateAltogether() {
    lastDeadline = Long.MAX_VALUE;
    pool.warn("BERTH-208", "took too long altogether; see berth.forward.total-timeout", null);
    fail(Outcome.LATE, 504);
  }

  private void late() {
    if (connection == null) {
      overloaded();
    } else {
      connectFailed(new IOException("no connection within " + settings.connectTimeout()));
    }
  }

  private void lateAnswer() {
    if (sender().isDrained() && !sender().isDone()) {
      fail(Outcome.CLIENT_LEFT, 408);
    } else {
      pool.warn("BERTH-208", "did not answer in time; see berth.forward.first-byte-timeout", null);
      pool.failed();
      fail(Outcome.LATE, 504);
    }
  }

  private void lateBody() {
    if (waitsForClient) {
      client.cut();
      leave();
    } else {
      pool.warn("BERTH-208", "paused for too long; see berth.forward.idle-timeout", null);
      fail(Outcome.LATE, 504);
    }
  }

  private ClientToNodeSender sender() {
    return Objects.requireNonNull(sender, "the exchange has not begun");
  }
}
