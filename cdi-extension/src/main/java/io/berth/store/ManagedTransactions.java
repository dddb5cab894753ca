package io.berth.store;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * A server's transactions, and a data source that takes part in them.
 *
 * @param registry what of JTA a library may use
 * @param dataSource to the authority's database
 */
record ManagedTransactions(TransactionSynchronizationRegistry registry, DataSource dataSource) {
  private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

  /**
   * @param name of the data source
   * @throws IllegalStateException when it or JTA is not there, or it leads to another database
   */
  @SuppressWarnings("BanJNDI") // the name comes from the operator's settings, never from a request
  static ManagedTransactions lookUp(String name) {
    try {
      return new ManagedTransactions(
              InitialContext.doLookup(REGISTRY), InitialContext.doLookup(name))
          .checked(name);
    } catch (NamingException | ClassCastException e) {
      throw new IllegalStateException(
          "BERTH-345 no data source at '" + name + "', or no JTA; see berth.datasource.jta", e);
    }
  }

  private ManagedTransactions checked(String name) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT consumer FROM berth_association WHERE 1 = 0")) {
      rows.next();
      return this;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "BERTH-345 the authority's tables are not where '"
              + name
              + "' leads; see berth.datasource.jta",
          e);
    }
  }
}
