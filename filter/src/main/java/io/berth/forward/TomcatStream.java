package io.berth.forward;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A stream on Tomcat, which says nothing of one that it resets itself (CVE-2025-8671), nor of one
 * that is taken back before its request has become asynchronous. By reflection, as in {@link
 * ContainerAdapter}.
 */
final class TomcatStream implements ClientStream {
  private final Object stream;
  private final Method canWrite;

  private TomcatStream(Object stream) throws ReflectiveOperationException {
    this.stream = stream;
    this.canWrite = stream.getClass().getDeclaredMethod("canWrite");
    canWrite.setAccessible(true);
  }

  /**
   * @param response coyote's own
   * @return null for another protocol
   */
  static @Nullable TomcatStream of(Object response) throws ReflectiveOperationException {
    Object processor = ContainerAdapter.field(response, "hook");
    if (processor == null || !processor.getClass().getSimpleName().equals("StreamProcessor")) {
      return null;
    }
    Object stream = ContainerAdapter.field(processor, "stream");
    return stream == null ? null : new TomcatStream(stream);
  }

  @Override
  public boolean isOpen() throws ReflectiveOperationException {
    return (boolean) canWrite.invoke(stream);
  }
}
