package io.berth.server.joined;

import io.berth.associator.Associator;
import io.berth.associator.ConsumerRegistering;
import io.berth.associator.Requirements;
import io.berth.model.ConsumerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Opens an account and registers its owner, in one transaction of the container's. */
@ApplicationScoped
class Accounts {
  @Inject Associator associator;
  private final Set<ConsumerId> told = ConcurrentHashMap.newKeySet();

  @Transactional
  void open(ConsumerId owner, boolean fail) throws SQLException {
    insert(owner);
    associator.register(owner, Requirements.of("desk"));
    if (fail) {
      throw new IllegalStateException("planted after the registration");
    }
  }

  /** The same in whatever transaction the caller has begun. */
  void openWithin(ConsumerId owner) throws SQLException {
    insert(owner);
    associator.register(owner, Requirements.of("desk"));
  }

  void registered(@Observes ConsumerRegistering event) {
    if (associator.locate(event.association().consumer()).isPresent()) { // committed by then
      told.add(event.association().consumer());
    }
  }

  boolean wasTold(ConsumerId owner) {
    return told.contains(owner);
  }

  boolean isBound(ConsumerId owner) {
    return associator.locate(owner).isPresent();
  }

  private static void insert(ConsumerId owner) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO account (email) VALUES (?)")) {
      insert.setString(1, owner.value());
      insert.executeUpdate();
    }
  }

  boolean isThere(ConsumerId owner) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT email FROM account WHERE email = ?")) {
      select.setString(1, owner.value());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  static void createTable() throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS account (email VARCHAR(128) PRIMARY KEY)");
    }
  }

  @SuppressWarnings("BanJNDI")
  private static DataSource dataSource() throws SQLException {
    try {
      return InitialContext.doLookup("java:app/jdbc/authority");
    } catch (NamingException e) {
      throw new SQLException(e);
    }
  }
}
