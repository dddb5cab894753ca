package io.berth.filter;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.util.function.Supplier;

/**
 * Asks this node's own address, and believes it only if this very run of this node answers: not the
 * door of a server whose application is not there yet, not another node, not a balancer.
 */
final class SelfTest {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int READ_MILLIS = 2_000;

  private final URI address;
  private final String context;
  private final Supplier<String> hop;

  /**
   * @param context path of the web application
   * @param hop the header that only this run knows as its own
   */
  SelfTest(URI address, String context, Supplier<String> hop) {
    this.address = address;
    this.context = context;
    this.hop = hop;
  }

  /**
   * @throws IOException when it is not this node that answers, with what did
   */
  void run() throws IOException {
    if (address.getScheme().equals("https")) {
      connect(); // its certificate names the node and not the host, which no JDK client believes
    } else {
      ask();
    }
  }

  private void connect() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
    }
  }

  private void ask() throws IOException {
    URI self = address.resolve(context + OwnPaths.SELF_TEST);
    HttpURLConnection connection = (HttpURLConnection) self.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty(Hop.HEADER, hop.get());
    try {
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_NO_CONTENT) {
        throw new IOException("somebody else answered there, with " + status);
      }
    } finally {
      connection.disconnect();
    }
  }
}
