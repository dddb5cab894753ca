package io.berth.store;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.util.List;

/**
 * Where this manager's own store is, for the probe that asks how far its log has come.
 *
 * @param dataSource the JNDI name of a data source; empty when {@code url} is used
 * @param url the JDBC address; empty when {@code dataSource} is used
 * @param user the probe's role, may be empty
 * @param password its password, may be empty
 */
public record LogSettings(String dataSource, String url, String user, String password) {
  public static final Setting<String> DATA_SOURCE =
      Setting.text(
          "berth.replication.datasource",
          "",
          "JNDI name of the data source through which the postgresql probe asks this manager's own"
              + " store.");
  public static final Setting<String> URL =
      Setting.text(
          "berth.replication.jdbc.url",
          "",
          "JDBC address of this manager's own store, where there is no data source for the probe.");
  public static final Setting<String> USER =
      Setting.text(
          "berth.replication.jdbc.user", "", "The probe's role at berth.replication.jdbc.url.");
  public static final Setting<String> PASSWORD =
      Setting.text(
          "berth.replication.jdbc.password",
          "",
          "The password of the probe's role at berth.replication.jdbc.url.");

  /** Every setting of this kind. */
  public static final List<Setting<?>> ALL = List.of(DATA_SOURCE, URL, USER, PASSWORD);

  /** Reads them; problems are noted in {@code settings} for its check. */
  public static LogSettings from(Settings settings) {
    LogSettings read =
        new LogSettings(
            settings.get(DATA_SOURCE),
            settings.get(URL),
            settings.get(USER),
            settings.get(PASSWORD));
    if (read.dataSource.isEmpty() == read.url.isEmpty()) {
      settings.problem(
          "exactly one of berth.replication.datasource and berth.replication.jdbc.url must be set,"
              + " got "
              + (read.url.isEmpty() ? "neither" : "both")
              + ": the postgresql probe asks there");
    }
    return read;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return dataSource.isEmpty() ? url.replaceAll("[;?].*", "") : dataSource;
  }
}
