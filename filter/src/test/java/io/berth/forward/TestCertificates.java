package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An issuer and certificates of its, made with the JDK's keytool in a directory of the test. */
final class TestCertificates {
  static final String PASSWORD = "changeit";
  private static final char[] SECRET = PASSWORD.toCharArray();

  private final Path directory;
  private final Path all;

  TestCertificates(Path directory) throws Exception {
    this.directory = directory;
    this.all = directory.resolve("all.p12");
    make("ca", "-ext", "bc:c");
  }

  /** A certificate of the issuer, or of nobody but itself when it names none. */
  TestCertificates issue(String alias, String name, String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of("-signer", "ca", "-ext", "san=" + name));
    options.addAll(List.of(more));
    make(alias, options.toArray(String[]::new));
    return this;
  }

  TestCertificates selfSigned(String alias, String name) throws Exception {
    make(alias, "-ext", "san=" + name);
    return this;
  }

  private void make(String alias, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-alias", alias, "-dname"));
    command.addAll(List.of("CN=" + alias, "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", all.toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(all)) {
      store.load(in, SECRET);
    }
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private KeyStore key(String alias) throws GeneralSecurityException, IOException {
    KeyStore from = load();
    KeyStore one = empty();
    one.setKeyEntry(alias, from.getKey(alias, SECRET), SECRET, from.getCertificateChain(alias));
    return one;
  }

  private KeyStore issuer() throws GeneralSecurityException, IOException {
    KeyStore one = empty();
    one.setCertificateEntry("ca", load().getCertificate("ca"));
    return one;
  }

  private String file(String name, KeyStore store) throws GeneralSecurityException, IOException {
    Path file = directory.resolve(name + ".p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, SECRET);
    }
    return file.toString();
  }

  /** A file that holds the issuer's certificate. */
  String truststore() throws Exception {
    return file("trust", issuer());
  }

  /** A file that holds the key and certificate of {@code alias}. */
  String keystore(String alias) throws Exception {
    return file(alias, key(alias));
  }

  /** A client that believes what the issuer issued. */
  SSLContext client() throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(issuer());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A server that shows the certificate of {@code alias} and believes what the issuer issued. */
  SSLContext server(String alias) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(key(alias), SECRET);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(issuer());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
