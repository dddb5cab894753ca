package io.berth.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jgroups.util.SocketFactory;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;

/**
 * Mutual TLS between the nodes of a cluster: who does not hold the cluster's key can neither join,
 * nor read, nor announce an address that requests would be sent to.
 *
 * <p>Not JGroups' own encryption: that one leaves the headers in the open, a request to join is
 * nothing but headers, and it knows no mode that notices a forgery.
 *
 * @param keystore a PKCS12 file with the key and certificate that all nodes of the cluster have
 * @param password opens the file and the key in it
 */
record ClusterTls(Path keystore, String password) {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  /**
   * @throws IllegalStateException when the file cannot be read or opened
   */
  SocketFactory sockets() {
    if (!Files.isReadable(keystore)) {
      throw new IllegalStateException(
          ClusterSettings.KEYSTORE.name() + " = " + keystore + " cannot be read");
    }
    String path = keystore.toAbsolutePath().toString();
    TLS tls =
        new TLS()
            .enabled(true)
            .setProtocols(PROTOCOLS)
            .setClientAuth(TLSClientAuth.NEED)
            .setKeystoreType("pkcs12")
            .setKeystorePath(path)
            .setKeystorePassword(password)
            .setTruststoreType("pkcs12")
            .setTruststorePath(path)
            .setTruststorePassword(password);
    try {
      tls.init();
      return tls.createSocketFactory();
    } catch (Exception e) {
      throw new IllegalStateException(
          ClusterSettings.KEYSTORE.name()
              + " = "
              + keystore
              + " cannot be opened with "
              + ClusterSettings.KEYSTORE_PASSWORD.name(),
          e);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ClusterTls[" + keystore + "]";
  }
}
