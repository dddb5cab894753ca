package io.berth.forward;

final class TomcatForwarderTest extends ForwarderContract {
  @Override
  Front open(Front.Handler handler) throws Exception {
    return new TomcatFront(handler);
  }
}
