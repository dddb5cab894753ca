package io.berth.forward;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How this node speaks to nodes whose address says {@code https}; immutable.
 *
 * @param trusted the issuers of nodes' certificates; empty for those the JDK trusts
 * @param own what this node shows to nodes that ask for a certificate; empty for nothing
 * @param password opens the keys in {@code own}
 * @param named what a node's certificate must name
 * @param protocols the versions of TLS that are spoken
 */
record TlsSettings(
    Optional<KeyStore> trusted,
    Optional<KeyStore> own,
    String password,
    Named named,
    List<String> protocols) {
  /** What a node's certificate is bound to. */
  enum Named {
    /** The node's name in the cluster: an address that another node took over proves nothing. */
    NODE,
    /** The host of its address, as for any HTTPS server. */
    HOST
  }

  static final Setting<String> TRUSTSTORE =
      Setting.text(
          "berth.forward.tls.truststore",
          "",
          "A PKCS12 file with the issuers of the nodes' certificates; empty for those the JDK trusts.");
  static final Setting<String> TRUSTSTORE_PASSWORD =
      Setting.text("berth.forward.tls.truststore.password", "", "Opens that file.");
  static final Setting<String> KEYSTORE =
      Setting.text(
          "berth.forward.tls.keystore",
          "",
          "A PKCS12 file with the key and certificate this node shows to others (mutual TLS); empty for none.");
  static final Setting<String> KEYSTORE_PASSWORD =
      Setting.text("berth.forward.tls.keystore.password", "", "Opens that file and the key in it.");
  static final Setting<String> NAMED =
      Setting.oneOf(
          "berth.forward.tls.named",
          "node",
          List.of("node", "host"),
          "What a node's certificate must name: the node, as DNS entry NODE or URI entry urn:berth:node:NODE, or the host of its address.");
  static final Setting<List<String>> PROTOCOLS =
      Setting.parsed(
          "berth.forward.tls.protocols",
          "TLSv1.3, TLSv1.2",
          "TLSv1.3,TLSv1.2",
          TlsSettings::protocols,
          "The versions of TLS spoken with nodes.");

  static final List<Setting<?>> ALL =
      List.of(TRUSTSTORE, TRUSTSTORE_PASSWORD, KEYSTORE, KEYSTORE_PASSWORD, NAMED, PROTOCOLS);

  static TlsSettings read(Settings settings) {
    return new TlsSettings(
        store(settings, TRUSTSTORE, TRUSTSTORE_PASSWORD),
        store(settings, KEYSTORE, KEYSTORE_PASSWORD),
        settings.get(KEYSTORE_PASSWORD),
        settings.get(NAMED).equals("host") ? Named.HOST : Named.NODE,
        settings.get(PROTOCOLS));
  }

  private static Optional<KeyStore> store(
      Settings settings, Setting<String> file, Setting<String> password) {
    String path = settings.get(file);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, settings.get(password).toCharArray());
      return Optional.of(store);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      settings.problem(
          file.name() + " = " + path + " cannot be opened with " + password.name() + ": " + e);
      return Optional.empty();
    }
  }

  private static List<String> protocols(String text) {
    List<String> protocols = Arrays.stream(text.split(",", -1)).map(String::trim).toList();
    if (!List.of("TLSv1.3", "TLSv1.2").containsAll(protocols)) {
      throw new IllegalArgumentException("expected TLSv1.3, TLSv1.2 or both");
    }
    return protocols;
  }

  /** Without what it holds. */
  @Override
  public String toString() {
    return "TlsSettings[" + named + ", " + protocols + "]";
  }
}
