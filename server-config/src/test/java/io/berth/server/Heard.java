package io.berth.server;

import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a WebSocket said. */
final class Heard implements WebSocket.Listener {
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      texts.add(text.toString());
      text.setLength(0);
    }
    return WebSocket.Listener.super.onText(socket, data, last);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    closed.complete(status);
    return WebSocket.Listener.super.onClose(socket, status, reason);
  }

  /** With which status the other side has closed, waited for. */
  int closed() throws Exception {
    return closed.get(20, TimeUnit.SECONDS);
  }

  /** The next text, waited for. */
  String next() throws InterruptedException {
    return Objects.requireNonNull(texts.poll(20, TimeUnit.SECONDS), "nothing was said");
  }
}
