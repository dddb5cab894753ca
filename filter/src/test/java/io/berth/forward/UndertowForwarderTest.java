package io.berth.forward;

final class UndertowForwarderTest extends ForwarderContract {
  @Override
  Front open(Front.Handler handler) throws Exception {
    return new UndertowFront(handler);
  }
}
