package io.berth.forward;

import jakarta.servlet.ServletRequest;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A stream on Undertow. By reflection, as in {@link ContainerAdapter}. */
final class UndertowStream implements ClientStream {
  private static final int CANCEL = 8; // RFC 9113, 7

  private final Object channel;
  private final Object answer;
  private final Method open;

  private UndertowStream(Object channel, Object answer) throws ReflectiveOperationException {
    this.channel = channel;
    this.answer = answer;
    this.open = answer.getClass().getMethod("isOpen");
  }

  /**
   * @param request Undertow's own
   * @return null for another protocol
   */
  static @Nullable UndertowStream of(ServletRequest request) throws ReflectiveOperationException {
    Object connection = ContainerAdapter.connection(request);
    if (!connection.getClass().getSimpleName().equals("Http2ServerConnection")) {
      return null;
    }
    Object channel = ContainerAdapter.field(connection, "channel");
    Object answer = ContainerAdapter.field(connection, "responseChannel");
    return channel == null || answer == null ? null : new UndertowStream(channel, answer);
  }

  @Override
  public boolean isOpen() throws ReflectiveOperationException {
    return (boolean) open.invoke(answer);
  }

  /**
   * What {@code connection.close()} does for all streams but one: that with which an upgrade to
   * HTTP/2 began has no request channel, and it falls over that (2.3.23, 2.4.3).
   */
  void reset() throws ReflectiveOperationException {
    int id = (int) ContainerAdapter.call(answer, "getStreamId");
    channel.getClass().getMethod("sendRstStream", int.class, int.class).invoke(channel, id, CANCEL);
  }
}
