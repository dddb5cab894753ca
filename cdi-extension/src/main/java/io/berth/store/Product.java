package io.berth.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/** The database products that Berth has scripts and statements for. */
enum Product {
  H2 {
    /** It keeps what a statement had changed before it failed, and each switch is a round trip. */
    @Override
    boolean commitsByItself() {
      return false;
    }

    @Override
    String returning(String columns, String change) {
      return "SELECT " + columns + " FROM FINAL TABLE (" + change + ")";
    }

    @Override
    String unlessThere(String insert) {
      return insert; // H2 has no such clause: who loses the race sees the constraint's exception
    }

    @Override
    String firstOfStock() {
      return " FETCH FIRST 1 ROW ONLY FOR UPDATE SKIP LOCKED";
    }
  },
  POSTGRESQL {
    @Override
    boolean commitsByItself() {
      return true;
    }

    @Override
    String returning(String columns, String change) {
      return change + " RETURNING " + columns;
    }

    @Override
    String unlessThere(String insert) {
      return insert + " ON CONFLICT DO NOTHING";
    }

    /**
     * The order is the index's. Without one the planner, for which one of many ready rows must be
     * near, reads the table from its beginning, through all that have been taken.
     */
    @Override
    String firstOfStock() {
      return " ORDER BY generation FETCH FIRST 1 ROW ONLY FOR UPDATE SKIP LOCKED";
    }
  };

  /** Whether a statement that is a transaction is best left to commit by itself. */
  abstract boolean commitsByItself();

  /** A change that answers with the changed rows, in one round trip. */
  abstract String returning(String columns, String change);

  /** An insert that changes nothing when the row is there already. */
  abstract String unlessThere(String insert);

  /** Ends a query for a ready resource that others have not locked. */
  abstract String firstOfStock();

  String scripts() {
    return "db/berth/" + name().toLowerCase(Locale.ROOT) + "/";
  }

  /** The connection's properties by which a driver gives up what gets no answer. */
  static Map<String, String> answersWithin(String url, Duration limit) {
    if (url.startsWith("jdbc:postgresql:")) {
      return Map.of("socketTimeout", Long.toString(limit.toSeconds()), "tcpKeepAlive", "true");
    }
    boolean said = url.toUpperCase(Locale.ROOT).contains("NETWORK_TIMEOUT"); // H2 takes it once
    return url.startsWith("jdbc:h2:") && !said
        ? Map.of("NETWORK_TIMEOUT", Long.toString(limit.toMillis()))
        : Map.of();
  }

  static Product of(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      String name = connection.getMetaData().getDatabaseProductName();
      return switch (name) {
        case "H2" -> H2;
        case "PostgreSQL" -> POSTGRESQL;
        default ->
            throw new IllegalArgumentException(
                "the authority must be H2 or PostgreSQL, got " + name + "; see berth.jdbc.url");
      };
    } catch (SQLException e) {
      throw new IllegalStateException(
          "BERTH-300 the authority cannot be reached: "
              + e.getMessage()
              + "; see berth.datasource and berth.jdbc.url",
          e);
    }
  }
}
