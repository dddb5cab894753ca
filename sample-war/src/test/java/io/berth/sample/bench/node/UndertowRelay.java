package io.berth.sample.bench.node;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * One request through Undertow's client and back. All but {@link #start} and the container's
 * callbacks is for the I/O thread.
 */
final class UndertowRelay implements WriteListener {
  /** The one I/O thread's. */
  private static final ByteBuffer PIECE = ByteBuffer.allocate(64 * 1024);

  private final UndertowConnections node;
  private final ClientRequest request;
  private final AsyncContext async;
  private final HttpServletResponse response;
  private final ServletOutputStream out;
  private final AtomicBoolean writable = new AtomicBoolean();
  private @Nullable ClientExchange answered;
  private boolean begun;

  UndertowRelay(UndertowConnections node, HttpServletRequest from, HttpServletResponse response)
      throws IOException {
    this.node = node;
    this.request = request(from);
    this.async = from.startAsync();
    this.response = response;
    this.out = response.getOutputStream();
  }

  private static ClientRequest request(HttpServletRequest from) {
    ClientRequest request =
        new ClientRequest()
            .setMethod(HttpString.tryFromString(from.getMethod()))
            .setPath(from.getRequestURI());
    HeaderMap headers = request.getRequestHeaders();
    for (String name : Collections.list(from.getHeaderNames())) {
      HttpString header = HttpString.tryFromString(name);
      if (!header.equals(Headers.CONNECTION)) {
        headers.addAll(header, Collections.list(from.getHeaders(name)));
      }
    }
    headers.put(Headers.X_FORWARDED_FOR, from.getRemoteAddr());
    return request;
  }

  /** The container's thread. */
  void start() {
    async.setTimeout(0);
    out.setWriteListener(this);
    node.thread().execute(() -> node.lend(then(this::send)));
  }

  private void send(ClientConnection connection) {
    connection.sendRequest(
        request, then(exchange -> exchange.setResponseListener(then(this::answered))));
  }

  private void answered(ClientExchange exchange) {
    answered = exchange;
    relayQuietly();
  }

  @Override
  public void onWritePossible() {
    writable.set(true);
    node.thread().execute(this::relayQuietly);
  }

  private void relayQuietly() {
    ClientExchange from = answered;
    if (from != null && writable.get()) {
      try {
        relay(from);
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  private void relay(ClientExchange from) throws IOException {
    if (!begun) {
      begun = true;
      head(from);
    }
    StreamSourceChannel in = from.getResponseChannel();
    while (writable.get()) {
      int length = in.read(PIECE.clear());
      if (length < 0) {
        answered = null;
        node.giveBack(from.getConnection());
        async.complete();
        return;
      }
      if (length == 0) {
        out.flush();
        in.getReadSetter().set(channel -> relayQuietly());
        in.resumeReads();
        return;
      }
      out.write(PIECE.array(), 0, length);
      writable.set(false);
      if (out.isReady()) {
        writable.set(true);
      }
    }
    in.suspendReads();
  }

  private void head(ClientExchange from) {
    response.setStatus(from.getResponse().getResponseCode());
    for (HeaderValues values : from.getResponse().getResponseHeaders()) {
      if (!values.getHeaderName().equals(Headers.CONNECTION)) {
        values.forEach(value -> response.addHeader(values.getHeaderName().toString(), value));
      }
    }
  }

  @Override
  public void onError(Throwable cause) {
    System.err.println(cause);
  }

  private void failed(IOException cause) {
    System.err.println(cause);
    async.complete();
  }

  private interface Next<T> {
    void go(T with);
  }

  private <T> ClientCallback<T> then(Next<T> next) {
    return new ClientCallback<>() {
      @Override
      public void completed(T result) {
        next.go(Objects.requireNonNull(result));
      }

      @Override
      public void failed(IOException cause) {
        UndertowRelay.this.failed(cause);
      }
    };
  }
}
