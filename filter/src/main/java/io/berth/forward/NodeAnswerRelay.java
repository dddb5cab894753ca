package io.berth.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/**
 * The answer's side of an exchange: reads what the node says as fast as the client takes it, and
 * hands it to the client. The loop's thread.
 */
final class NodeAnswerRelay {
  private final Exchange exchange;
  private final Forwarding forwarding;
  private final NodeToClient client;
  private final Tries tries;
  private final ClientToNodeHead request;
  private NodeAnswer answer;
  private Duration longestPause;
  private boolean waitsForClient;
  private boolean endless;

  /** Whether the container may hold back some of what was written. */
  private boolean unflushed;

  private boolean flushIsPostponed;

  NodeAnswerRelay(Exchange exchange, Forwarding forwarding, ClientToNodeHead request) {
    this.exchange = exchange;
    this.forwarding = forwarding;
    this.client = exchange.client();
    this.tries = exchange.tries();
    this.request = request;
    this.answer = new NodeAnswer(request.isHead(), request.upgrade());
    this.longestPause = forwarding.settings().idleTimeout();
  }

  /** Another node will answer. */
  void reset() {
    answer = new NodeAnswer(request.isHead(), request.upgrade());
  }

  /** Whether the node has said anything at all, or may have begun to. */
  boolean hasBegun() {
    return answer.hasBegun();
  }

  /** Whether nothing goes on because the client takes nothing. */
  boolean waitsForClient() {
    return waitsForClient;
  }

  /** There are bytes, or the end. */
  void read(UpstreamConnection from) {
    ByteBuffer buffer = forwarding.loop().buffer();
    int length;
    try {
      length = from.read(buffer);
    } catch (IOException e) {
      tries.broken(e);
      return;
    }
    if (length < 0) {
      ended();
    } else if (length > 0) {
      answer.take(forwarding.loop().bytes(), length);
      relay();
    }
  }

  /** Carries on what is pending of the answer as far as it goes. */
  private void relay() {
    try {
      ResponseHead head = answer.findHead();
      if (head != null && exchange.is(Phase.SENDING) && !isKept(head)) {
        client.listen();
      }
      if (client.isWritable()) {
        answer.takeHints().forEach(client::hint);
      }
      if (head == null) {
        answer.keep();
      } else if (!client.isWritable()) {
        answer.keep();
        waitForClient();
      } else {
        relay(head);
      }
    } catch (MalformedResponseException e) {
      tries.malformed(e);
    }
  }

  private void relay(ResponseHead head) throws MalformedResponseException {
    UpstreamConnection from = tries.connection();
    if (head.status() == 101 && from != null) {
      switchProtocols(head, from);
      return;
    }
    if (exchange.is(Phase.SENDING)) {
      if (!head.packet().isEmpty()) {
        tries.misdirected(head.packet());
        return;
      }
      begin(head);
    }
    exchange.await(longestPause);
    int length = answer.decode();
    client.write(answer.content(), answer.contentStart(), length);
    goOn();
  }

  /** Something was written. */
  private void goOn() {
    unflushed = true;
    if (client.isFull()) {
      flushWhatCame();
    }
    if (answer.isEnded()) {
      end();
    } else if (isClientReady() && unflushed) {
      postponeFlush();
    }
  }

  /** What comes in pieces is flushed when no more of it is at hand. */
  private void postponeFlush() {
    if (!flushIsPostponed) {
      flushIsPostponed = true;
      forwarding.loop().postpone(this::flush);
    }
  }

  /** The answer breaks off: the client gets what came of it. */
  void flushWhatCame() {
    if (unflushed && !waitsForClient && client.isListening()) {
      unflushed = false;
      client.flush();
    }
  }

  private void flush() {
    flushIsPostponed = false;
    if (unflushed && exchange.is(Phase.RELAYING) && !waitsForClient) {
      client.listen();
      if (client.isWritable()) {
        flushWhatCame();
        isClientReady();
      } else {
        waitForClient();
      }
    }
  }

  private void begin(ResponseHead head) {
    ForwardSettings settings = forwarding.settings();
    exchange.enter(Phase.RELAYING);
    tries.answered();
    endless = head.isEventStream() && head.length() < 0;
    longestPause = head.isEventStream() ? settings.streamIdleTimeout() : settings.idleTimeout();
    exchange.request().forget();
    client.begin(head, body(head), !exchange.request().isSent(), tries.pool().node(), settings);
  }

  /** How much will come, in bytes; little of a stream of events, much of what is not known. */
  private long body(ResponseHead head) {
    boolean little = head.isBodiless(request.isHead()) || head.isEventStream();
    return little ? 0 : head.length() < 0 ? Long.MAX_VALUE : head.length();
  }

  /** Whether the container can keep all of the answer until it is whole. */
  private boolean isKept(ResponseHead head) {
    boolean waits = head.status() == 101 || head.isEventStream();
    return !waits && !NodeToClient.isLong(body(head));
  }

  /** From here on the connection is a tunnel's, which ends by itself. */
  private void switchProtocols(ResponseHead head, UpstreamConnection from) {
    Tunnel tunnel =
        new Tunnel(
            forwarding,
            tries.pool(),
            from,
            client.held().container(),
            head.upgrade(),
            answer.rest());
    if (client.upgrade(head, tunnel, tries.pool().node(), forwarding.settings())) {
      tries.handOver();
      tunnel.begin();
      exchange.done(Outcome.ANSWERED);
    } else {
      exchange.leave();
    }
  }

  /** Whether to go on; if not, reading stops until the client can take more, or for good. */
  private boolean isClientReady() {
    boolean ready = client.isStillWritable();
    if (!ready) {
      waitForClient();
    }
    return ready;
  }

  private void waitForClient() {
    if (client.held().isGone()) {
      exchange.leave();
    } else {
      waitsForClient = true;
      wantToRead(false);
    }
  }

  private void wantToRead(boolean wanted) {
    UpstreamConnection from = tries.connection();
    if (from != null) {
      from.want(SelectionKey.OP_READ, wanted);
    }
  }

  /** The client can take more. */
  void clientIsReady() {
    waitsForClient = false;
  }

  /** Goes on where the client stopped it. */
  void resume() {
    if (exchange.is(Phase.RELAYING)) {
      exchange.await(longestPause);
    }
    wantToRead(true);
    if (unflushed) {
      postponeFlush();
    }
    if (answer.isPending() || (exchange.is(Phase.SENDING) && answer.hasBegun())) {
      relay();
    }
  }

  /** The node closed the connection. */
  private void ended() {
    if (exchange.is(Phase.RELAYING) && answer.isEndedByClose()) {
      end();
    } else {
      tries.broken(null);
    }
  }

  /** An event stream ends as if the node had ended it, and its client asks again. */
  void handOver() {
    if (endless && exchange.is(Phase.RELAYING)) {
      end();
    }
  }

  private void end() {
    tries.letGo(answer.leavesConnectionClean() && exchange.request().isSent());
    client.endWith(answer.trailers());
    exchange.enter(Phase.ENDING);
    if (client.isStillWritable()) {
      exchange.done(Outcome.ANSWERED);
    } else if (client.held().isGone()) {
      exchange.leave();
    } else {
      waitsForClient = true;
    }
  }
}
