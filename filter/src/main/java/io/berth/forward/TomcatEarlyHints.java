package io.berth.forward;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;

/**
 * Says 103 to a client of Tomcat (RFC 8297), for which the Servlet API has no word. Tomcat sends
 * whatever headers the response has at that moment and leaves the bytes in a buffer (read in the
 * sources of 10.1.59), so those of the final answer step aside and the buffer is emptied.
 */
final class TomcatEarlyHints {
  private static final String HTTP_1 = "org.apache.coyote.http11.Http11Processor";

  private TomcatEarlyHints() {}

  /**
   * @param response coyote's own, not committed
   */
  static void send(Object response, List<String> links) throws ReflectiveOperationException {
    Object headers = ContainerAdapter.call(response, "getMimeHeaders");
    Class<?> type = headers.getClass();
    Object aside = type.getConstructor().newInstance();
    Method duplicate = type.getMethod("duplicate", type);
    duplicate.invoke(aside, headers);
    try {
      type.getMethod("clear").invoke(headers);
      for (String link : links) {
        Object value = type.getMethod("addValue", String.class).invoke(headers, "Link");
        value.getClass().getMethod("setString", String.class).invoke(value, link);
      }
      ContainerAdapter.act(response, "EARLY_HINTS", null);
    } finally {
      duplicate.invoke(headers, aside);
    }
    flush(Objects.requireNonNull(ContainerAdapter.field(response, "hook")));
  }

  /** HTTP/2 sends frames at once. Never blocks: what does not go now goes with the answer. */
  private static void flush(Object processor) throws ReflectiveOperationException {
    if (processor.getClass().getName().equals(HTTP_1)) {
      Method wrapper = processor.getClass().getSuperclass().getDeclaredMethod("getSocketWrapper");
      wrapper.setAccessible(true);
      Object socket = wrapper.invoke(processor);
      socket.getClass().getMethod("flush", boolean.class).invoke(socket, false);
    }
  }
}
