package io.berth.packet;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/**
 * Sends an envelope to an address that the operator has given, and to no other: no proxy, no
 * redirect. The JDK's old client because it leaves no thread behind when the application ends.
 */
final class PacketPost {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 30_000;

  private PacketPost() {}

  /** Takes one envelope of an answer. */
  @FunctionalInterface
  interface Taker {
    void take(byte[] envelope) throws IOException;
  }

  static void send(URI site, byte[] envelope, Taker answers) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) site.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", Sites.MEDIA_TYPE);
    connection.setFixedLengthStreamingMode(envelope.length); // and so never sent twice by itself
    connection.getOutputStream().write(envelope);
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_OK) {
      try (InputStream body = connection.getInputStream()) {
        takeAll(new EnvelopeStream(body), answers);
      }
    } else if (status != HttpURLConnection.HTTP_NO_CONTENT) {
      connection.disconnect();
      throw new IOException("it answered " + status);
    }
  }

  private static void takeAll(EnvelopeStream stream, Taker answers) throws IOException {
    var envelope = stream.next();
    while (envelope.isPresent()) {
      answers.take(envelope.get());
      envelope = stream.next();
    }
  }
}
