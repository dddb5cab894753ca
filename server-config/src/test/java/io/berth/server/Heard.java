package io.berth.server;

import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a WebSocket said. */
final class Heard implements WebSocket.Listener {
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      texts.add(text.toString());
      text.setLength(0);
    }
    return WebSocket.Listener.super.onText(socket, data, last);
  }

  /** The next text, waited for. */
  String next() throws InterruptedException {
    return Objects.requireNonNull(texts.poll(20, TimeUnit.SECONDS), "nothing was said");
  }
}
