package io.berth.forward;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * One request on its way to a node and the answer on its way back: how far it is, how long it may
 * take, and how it ends. What goes to the node is the {@link ClientToNode}'s business, over which
 * connection the {@link Tries}', and what comes back the {@link NodeAnswerRelay}'s.
 *
 * <p>Threads: the methods marked so are for the container's threads; all others run on the loop's.
 */
final class Exchange extends Underway {
  private final Forwarding forwarding;
  private final ForwardSettings settings;
  private final NodeToClient client;
  private final ClientToNode request;
  private final Tries tries;
  private final NodeAnswerRelay answer;
  private final String source;
  private Phase phase = Phase.NEW;
  private Outcome outcome = Outcome.FAILED;
  private int errorStatus;
  private long deadline;
  private long lastDeadline = Long.MAX_VALUE;

  Exchange(
      Forwarding forwarding,
      NodePool pool,
      Elsewhere elsewhere,
      ClientToNodeHead head,
      HttpServletRequest clientToNode,
      HttpServletResponse nodeToClient,
      AsyncContext async)
      throws IOException {
    this.forwarding = forwarding;
    this.settings = forwarding.settings();
    this.client = new NodeToClient(clientToNode, nodeToClient, async, this);
    this.request = new ClientToNode(this, forwarding, head);
    this.tries = new Tries(this, forwarding, pool, elsewhere);
    this.answer = new NodeAnswerRelay(this, forwarding, head);
    this.source = forwarding.takenBack().source(clientToNode);
  }

  NodeToClient client() {
    return client;
  }

  ClientToNode request() {
    return request;
  }

  Tries tries() {
    return tries;
  }

  NodeAnswerRelay answer() {
    return answer;
  }

  // ---- container threads

  /** Begins to listen to the container, and with the exchange when there is no body to read. */
  void listen(RequestBody present, HttpServletRequest clientToNode) throws IOException {
    client.open(present.isPresent());
    request.listen(present, clientToNode);
  }

  /** The client can take more. Container's thread. */
  void clientWritable() {
    forwarding.loop().execute(this::resume);
  }

  /** Nobody reads the answer any more. Container's thread. */
  void clientLeft() {
    forwarding.loop().execute(this::leave);
  }

  // ---- how far it is

  Phase phase() {
    return phase;
  }

  boolean is(Phase asked) {
    return phase == asked;
  }

  void enter(Phase next) {
    phase = next;
  }

  /** What comes next must come within {@code longest}. */
  void await(Duration longest) {
    deadline = System.nanoTime() + longest.toNanos();
  }

  /** The head of the request is ready to be sent. */
  void start() {
    if (phase != Phase.NEW) {
      request.abandon();
    } else if (forwarding.add(this)) {
      forwarding.retries().earn();
      if (!settings.totalTimeout().isZero()) {
        lastDeadline = System.nanoTime() + settings.totalTimeout().toNanos();
      }
      tries.begin();
    } else {
      fail(Outcome.FAILED, 503);
    }
  }

  /** Less came than was declared, and the client did not break off: somebody here has read it. */
  void bodyIsGone() {
    RequestBody.warn("a part of it was read before");
    if (phase == Phase.NEW) {
      forwarding.add(this);
    }
    fail(Outcome.FAILED, 500);
  }

  /** The client can take more. */
  private void resume() {
    answer.clientIsReady();
    switch (phase) {
      case SENDING, RELAYING -> answer.resume();
      case ENDING -> done(Outcome.ANSWERED);
      case FAILING -> answerError();
      case NEW, WAITING, LOOKING, DONE -> {}
    }
  }

  // ---- ends

  /** Tells the client of an error as soon as it can be told. */
  void fail(Outcome why, int status) {
    if (phase.isOver()) {
      return;
    }
    boolean begun = phase == Phase.RELAYING;
    if (begun) {
      answer.flushWhatCame();
    }
    tries.leaveQueue();
    outcome = why;
    errorStatus = status;
    phase = Phase.FAILING;
    request.abandon();
    tries.letGo(false);
    await(settings.idleTimeout());
    if (begun || client.isWritable()) {
      answerError();
    }
  }

  private void answerError() {
    client.answerOrCut(errorStatus, request.isShort());
    done(outcome);
  }

  /** The client is gone: nobody needs the node's answer. */
  void leave() {
    if (phase != Phase.DONE) {
      done(phase == Phase.FAILING ? outcome : Outcome.CLIENT_LEFT);
    }
  }

  void done(Outcome how) {
    tries.leaveQueue();
    phase = Phase.DONE;
    request.abandon();
    tries.letGo(false);
    forwarding.remove(this);
    client.held().complete();
    forwarding.takenBack().count(source, how);
    forwarding.report(tries.pool(), how);
  }

  /** A defect of ours. */
  void defect() {
    fail(Outcome.FAILED, 502);
    cutUnlessDone();
  }

  @Override
  void forwarderCloses() {
    fail(Outcome.FAILED, 503);
    cutUnlessDone();
  }

  @Override
  void handOver() {
    answer.handOver();
  }

  private void cutUnlessDone() {
    if (phase != Phase.DONE) {
      client.held().cut();
      leave();
    }
  }

  // ---- time

  @Override
  void tick(long now) {
    if (client.hasLeft()) {
      leave();
    } else if (lastDeadline != Long.MAX_VALUE && now - lastDeadline > 0) {
      lastDeadline = Long.MAX_VALUE;
      late("took too long altogether; see berth.forward.total-timeout");
    } else if (now - deadline >= 0) {
      late();
    }
  }

  private void late() {
    switch (phase) {
      case WAITING -> tries.late();
      case LOOKING -> tries.foundNobody();
      case SENDING -> lateAnswer();
      case RELAYING, ENDING -> lateBody();
      case FAILING -> cutUnlessDone();
      case NEW, DONE -> {}
    }
  }

  private void late(String why) {
    tries.pool().warn("BERTH-208", why, null);
    fail(Outcome.LATE, 504);
  }

  private void lateAnswer() {
    if (request.waitsForClient()) {
      fail(Outcome.CLIENT_LEFT, 408);
    } else {
      tries.pool().failed();
      late("did not answer in time; see berth.forward.first-byte-timeout");
    }
  }

  private void lateBody() {
    if (answer.waitsForClient()) {
      cutUnlessDone();
    } else {
      late("paused for too long; see berth.forward.idle-timeout");
    }
  }
}
