package io.berth.store;

import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Where the authority is.
 *
 * @param dataSource the JNDI name of a data source; empty when {@code url} is used
 * @param jta the JNDI name of one to the same database that takes part in JTA; may be empty
 * @param url the JDBC address; empty when {@code dataSource} is used
 * @param user the database's user, may be empty
 * @param password its password, may be empty
 * @param connections how many connections the pool on {@code url} may hold
 * @param timeout how long a step waits for one of them
 * @param answer how long it then waits for the database's answer
 */
public record StoreSettings(
    String dataSource,
    String jta,
    String url,
    String user,
    String password,
    int connections,
    Duration timeout,
    Duration answer) {

  /** Where nothing takes part in JTA, and an answer may take as long as a connection. */
  public StoreSettings(
      String dataSource,
      String url,
      String user,
      String password,
      int connections,
      Duration timeout) {
    this(dataSource, "", url, user, password, connections, timeout, timeout);
  }

  public static final Setting<String> DATA_SOURCE =
      Setting.text(
          "berth.datasource",
          "",
          "JNDI name of the authority's data source; it must not be managed by JTA.");
  public static final Setting<String> JTA =
      Setting.text(
          "berth.datasource.jta",
          "",
          "JNDI name of a data source to the same database that JTA does manage: a registration"
              + " within the application's transaction is bound in that one.");
  public static final Setting<String> URL =
      Setting.text(
          "berth.jdbc.url",
          "",
          "JDBC address of the authority (H2 or PostgreSQL), where there is no data source.");
  public static final Setting<String> USER =
      Setting.text("berth.jdbc.user", "", "User of the authority at berth.jdbc.url.");
  public static final Setting<String> PASSWORD =
      Setting.text("berth.jdbc.password", "", "Password of the authority at berth.jdbc.url.");
  public static final Setting<Integer> CONNECTIONS =
      Setting.count(
          "berth.jdbc.connections", 16, 2, 1000, "Most connections held to berth.jdbc.url.");

  public static final Setting<Duration> TIMEOUT =
      Setting.millis(
          "berth.jdbc.timeout",
          5_000,
          250,
          600_000,
          "How long anybody waits for a free connection to berth.jdbc.url; a sign-up fails after"
              + " it.");

  public static final Setting<Duration> ANSWER =
      Setting.millis(
          "berth.jdbc.answer-timeout",
          10_000,
          1_000,
          600_000,
          "How long a statement waits for an answer from berth.jdbc.url, which a cut network never"
              + " gives; whole seconds on PostgreSQL. Migrations wait as long as they take.");

  /** Every setting of this room. */
  public static final List<Setting<?>> ALL =
      List.of(DATA_SOURCE, JTA, URL, USER, PASSWORD, CONNECTIONS, TIMEOUT, ANSWER);

  /** Reads them; problems are noted in {@code settings} for its check. */
  public static StoreSettings from(Settings settings) {
    StoreSettings read =
        new StoreSettings(
            settings.get(DATA_SOURCE),
            settings.get(JTA),
            settings.get(URL),
            settings.get(USER),
            settings.get(PASSWORD),
            settings.get(CONNECTIONS),
            settings.get(TIMEOUT),
            settings.get(ANSWER));
    if (read.dataSource.isEmpty() == read.url.isEmpty()) {
      settings.problem(
          "exactly one of berth.datasource and berth.jdbc.url must be set, got "
              + (read.url.isEmpty() ? "neither" : "both")
              + ": the control plane keeps its tables there");
    }
    return read;
  }

  @Override
  public String toString() {
    return dataSource.isEmpty() ? url.replaceAll("[;?].*", "") : dataSource;
  }
}
