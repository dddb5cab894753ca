package io.berth.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports for tests, each given once; {@code -Dberth.test.ports} moves them. They lie below
 * those that the system gives to whoever connects, for one of those may be taken again at any
 * moment.
 */
public final class Ports {
  private static final AtomicInteger NEXT =
      new AtomicInteger(Integer.getInteger("berth.test.ports", 21_000));

  private Ports() {}

  static ServerSocket listen() throws IOException {
    while (true) {
      try {
        return new ServerSocket(NEXT.getAndIncrement(), 256, InetAddress.getLoopbackAddress());
      } catch (java.net.BindException e) {
        // taken by somebody else: the next one
      }
    }
  }

  public static int free() throws IOException {
    try (ServerSocket socket = listen()) {
      return socket.getLocalPort();
    }
  }
}
