package io.berth.sample;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The application's own settings, read as Berth reads its own: system property, environment,
 * web.xml.
 *
 * @param storeUrl JDBC address of the manager's store: accounts and workspaces
 * @param namesUrl JDBC address of the database that all managers share for workspace names
 * @param loginKey seals the login cookie; the same on all nodes
 */
record SampleSettings(String storeUrl, String namesUrl, byte[] loginKey) {
  static final Setting<String> STORE_URL =
      Setting.text(
          "sample.store.url",
          "jdbc:h2:mem:workspaces;DB_CLOSE_DELAY=-1",
          "JDBC address of this manager's store of accounts and workspaces.");

  static final Setting<String> NAMES_URL =
      Setting.text(
          "sample.names.url",
          null,
          "JDBC address of the database where all managers reserve workspace names; the store when"
              + " not set, which is right for one manager only.");

  static final Setting<byte[]> LOGIN_KEY =
      Setting.parsed(
          "sample.login.keys",
          "base64url of at least 32 bytes",
          null,
          SampleSettings::readKey,
          "Seals the login cookie, the same on all nodes; random when not set, which is right for"
              + " one node only.");

  /**
   * @throws io.berth.settings.SettingsException with every wrong setting
   */
  static SampleSettings read(Settings settings) {
    String storeUrl = settings.get(STORE_URL);
    SampleSettings read =
        new SampleSettings(
            storeUrl,
            settings.read(NAMES_URL).orElse(storeUrl),
            settings.read(LOGIN_KEY).orElseGet(SampleSettings::randomKey));
    settings.check();
    return read;
  }

  private static byte[] readKey(String text) {
    byte[] key = Base64.getUrlDecoder().decode(text);
    if (key.length < 32) {
      throw new IllegalArgumentException("expected at least 32 bytes, got " + key.length);
    }
    return key;
  }

  private static byte[] randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
