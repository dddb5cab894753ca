package io.berth.sample;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.berth.provisioner.TenantConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.MultiTenancySettings;

/** One manager's store: accounts in its default schema, one schema per workspace beside it. */
final class Store implements AutoCloseable {
  /** The schema of what belongs to no workspace. */
  static final String DEFAULT_SCHEMA = "PUBLIC";

  private static final int CONNECTIONS = 24;

  private final HikariDataSource connections;
  private final SessionFactory sessions;
  private final GroupCommit commits = new GroupCommit(this::checkpoint);

  private Store(HikariDataSource connections, SessionFactory sessions) {
    this.connections = connections;
    this.sessions = sessions;
  }

  static Store open(String url) {
    migrate(url, "store");
    HikariDataSource connections = pool("workspaces", url);
    try {
      return new Store(connections, sessions(connections));
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  /** Brings the tables of {@code room} (a folder below {@code db/}) up to date. */
  static void migrate(String url, String room) {
    Flyway.configure(Store.class.getClassLoader())
        .dataSource(url, "sa", "")
        .locations("classpath:db/" + room)
        .table("sample_" + room + "_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }

  static HikariDataSource pool(String name, String url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setUsername("sa");
    config.setPassword("");
    config.setSchema(DEFAULT_SCHEMA);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(2);
    return new HikariDataSource(config);
  }

  private static SessionFactory sessions(DataSource connections) {
    Configuration configuration = new Configuration();
    List.of(Account.class, Note.class).forEach(configuration::addAnnotatedClass);
    Map<String, Object> settings =
        Map.of(
            MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER,
            new TenantConnections(connections));
    configuration.getProperties().putAll(settings);
    return configuration.buildSessionFactory();
  }

  /** Runs {@code work} in one transaction whose tables are those of {@code schema}. */
  <T> T inSchema(String schema, Function<Session, T> work) {
    try (Session session = sessions.withOptions().tenantIdentifier((Object) schema).openSession()) {
      return inTransaction(session, work);
    }
  }

  private static <T> T inTransaction(Session session, Function<Session, T> work) {
    session.beginTransaction();
    try {
      T result = work.apply(session);
      session.getTransaction().commit();
      return result;
    } catch (RuntimeException e) {
      session.getTransaction().rollback();
      throw e;
    }
  }

  /** A connection in autocommit, set to the default schema. */
  Connection connection() throws SQLException {
    return connections.getConnection();
  }

  /**
   * Writes what is committed out of this process's memory. H2 does so by itself only every half
   * second, and a process that is killed must not lose what it has promised.
   */
  void writeThrough() {
    commits.await();
  }

  private void checkpoint() {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      if (connection.getMetaData().getDatabaseProductName().equals("H2")) {
        statement.execute("checkpoint");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the store could not write its commits through", e);
    }
  }

  @Override
  public void close() {
    sessions.close();
    connections.close();
  }
}
