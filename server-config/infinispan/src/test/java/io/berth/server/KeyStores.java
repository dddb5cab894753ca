package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Key stores, made as an administrator makes them. */
final class KeyStores {
  static final String PASSWORD = "changeit";

  private KeyStores() {}

  /** A key and a certificate for this machine. */
  static Path key(Path file) throws IOException, InterruptedException {
    keytool(
        file,
        "-genkeypair -keyalg EC -alias berth -dname CN=berth -validity 2"
            + " -ext SAN=IP:127.0.0.1,DNS:localhost");
    return file;
  }

  /** Who trusts that certificate, and has no key. */
  static Path trusting(Path key, Path file) throws IOException, InterruptedException {
    Path certificate = file.resolveSibling(file.getFileName() + ".pem");
    keytool(key, "-exportcert -rfc -alias berth -file " + certificate);
    keytool(file, "-importcert -noprompt -alias berth -file " + certificate);
    return file;
  }

  private static void keytool(Path store, String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(
        List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
