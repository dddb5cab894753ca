package io.berth.forward;

import io.berth.model.Node;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes the TLS side of connections to nodes. A node's certificate comes from a trusted issuer and
 * names that very node; so whoever has taken over an address, or announces one that is not its own,
 * gets no request. Sessions are resumed for the same node and port only. Thread-safe.
 */
final class NodeTls {
  private static final String URN = "urn:berth:node:";
  private static final int SAN_DNS = 2;
  private static final int SAN_URI = 6;

  private final TlsSettings settings;
  private final SSLContext context;

  /**
   * @throws IllegalStateException when the JDK cannot make sense of the stores
   */
  NodeTls(TlsSettings settings) {
    this.settings = settings;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(own(), new TrustManager[] {new Trust(issuers(), settings.named())}, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS to other nodes: see berth.forward.tls", e);
    }
  }

  private KeyManager[] own() throws GeneralSecurityException {
    if (settings.own().isEmpty()) {
      return new KeyManager[0];
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(settings.own().get(), settings.password().toCharArray());
    return keys.getKeyManagers();
  }

  private X509ExtendedTrustManager issuers() throws GeneralSecurityException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    if (settings.trusted().isPresent()) {
      trust.init(settings.trusted().get());
    } else {
      trust.init((KeyStore) null); // those the JDK trusts
    }
    return Arrays.stream(trust.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no PKIX trust manager"));
  }

  SSLEngine engine(Node node) {
    String host = node.address().getHost();
    boolean byNode = settings.named() == TlsSettings.Named.NODE;
    SSLEngine engine =
        context.createSSLEngine(byNode ? node.name() : host, node.address().getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(settings.protocols().toArray(String[]::new));
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    parameters.setServerNames(serverNames(host));
    if (!byNode) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** None for an address in numbers (RFC 6066, 3). */
  private static List<SNIServerName> serverNames(String host) {
    boolean numbers = host.startsWith("[") || host.matches("[0-9.]+");
    try {
      return numbers ? List.of() : List.of(new SNIHostName(host));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** Believes issuers, and the node's own name. */
  private static final class Trust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager issuers;
    private final TlsSettings.Named named;

    Trust(X509ExtendedTrustManager issuers, TlsSettings.Named named) {
      this.issuers = issuers;
      this.named = named;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      issuers.checkServerTrusted(chain, type, engine);
      if (named == TlsSettings.Named.NODE && !names(chain[0], engine.getPeerHost())) {
        throw new CertificateException(
            "the certificate does not name node "
                + engine.getPeerHost()
                + ", neither as DNS entry nor as URI entry "
                + URN
                + engine.getPeerHost());
      }
    }

    private static boolean names(X509Certificate certificate, String node)
        throws CertificateParsingException {
      Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
      return entries != null
          && entries.stream()
              .anyMatch(
                  entry ->
                      (entry.get(0).equals(SAN_DNS)
                              && node.equalsIgnoreCase(entry.get(1).toString()))
                          || (entry.get(0).equals(SAN_URI)
                              && entry.get(1).toString().equals(URN + node)));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return issuers.getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("whose certificate?");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("whose certificate?");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("this side is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("this side is the client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("this side is the client");
    }
  }
}
