package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.settings.Settings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that takes nothing for a while, with a container that says so when the test wants. */
@Timeout(30)
final class HeldBackTest {
  private static final String EVENT = "data: 1\n\n";

  /** A container's buffer and socket. */
  private static final class Out extends ServletOutputStream {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private volatile boolean ready = true;
    private volatile @Nullable WriteListener listener;

    @Override
    public synchronized void write(int b) {
      held.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      held.write(bytes, from, length);
      ready = false;
    }

    @Override
    public synchronized void flush() {
      sent.writeBytes(held.toByteArray());
      held.reset();
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      this.listener = listener;
    }

    synchronized String held() {
      return held.toString(StandardCharsets.US_ASCII);
    }

    synchronized String sent() {
      return sent.toString(StandardCharsets.US_ASCII);
    }

    void takeMore() throws Exception {
      ready = true;
      WriteListener told = listener;
      assertThat(told).isNotNull();
      told.onWritePossible();
    }
  }

  private static <T> T fake(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getReturnType() == boolean.class
                    ? (Object) false
                    : answers.get(method.getName())));
  }

  private static HttpServletRequest request(AsyncContext async) {
    return new HttpServletRequestWrapper(new FakeRequest().get()) {
      @Override
      public AsyncContext startAsync() {
        return async;
      }

      @Override
      public long getContentLengthLong() {
        return -1;
      }
    };
  }

  @Test
  void whatTheContainerHoldsBackIsFlushedWhenTheClientTakesMore() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Out out = new Out();
    try (RawNode node = new RawNode();
        Forwarder forwarder = new Forwarder(ForwardSettings.read(Settings.of(Map.of())))) {
      node.doing(
          connection -> {
            connection.readRequest();
            connection.say(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                    + EVENT);
            awaitQuietly(over);
          });
      forwarder.forward(
          request(fake(AsyncContext.class, Map.of())),
          fake(HttpServletResponse.class, Map.of("getOutputStream", out)),
          node.node(),
          Map.of());
      out.takeMore();
      await().atMost(Duration.ofSeconds(10)).until(() -> out.held().equals(EVENT));
      assertThat(out.sent()).isEmpty();

      out.takeMore();

      await().atMost(Duration.ofSeconds(10)).until(() -> out.sent().equals(EVENT));
      over.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
