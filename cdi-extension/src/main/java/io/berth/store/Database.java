package io.berth.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.exception.ConstraintViolationException;

/**
 * The authority's connections, from start to stop. For Berth's own rooms; thread-safe.
 *
 * <p>Each method of the tables beside it is one transaction of its own, at read committed.
 */
public final class Database implements AutoCloseable {
  private final Product product;
  private final DataSource dataSource;
  private final SessionFactory sessions;
  private final AutoCloseable pool;
  private final Optional<ManagedTransactions> managed;

  private Database(
      Product product,
      DataSource dataSource,
      SessionFactory sessions,
      AutoCloseable pool,
      Optional<ManagedTransactions> managed) {
    this.product = product;
    this.dataSource = dataSource;
    this.sessions = sessions;
    this.pool = pool;
    this.managed = managed;
  }

  /** Connects, migrates the tables and is ready for work. */
  public static Database open(StoreSettings settings) {
    Database opened = openAlone(settings);
    if (settings.jta().isEmpty()) {
      return opened;
    }
    try {
      return opened.joining(ManagedTransactions.lookUp(settings.jta()));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Database openAlone(StoreSettings settings) {
    if (!settings.dataSource().isEmpty()) {
      return open(lookUp(settings.dataSource()), () -> {});
    }
    HikariConfig impatient = pooled(settings);
    Product.answersWithin(settings.url(), settings.answer())
        .forEach(impatient::addDataSourceProperty);
    HikariDataSource pool = new HikariDataSource(impatient);
    HikariConfig migrating = pooled(settings);
    migrating.setMinimumIdle(0); // only what the migration asks for
    try (HikariDataSource patient = new HikariDataSource(migrating)) {
      return open(pool, patient, pool);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  static Database open(DataSource dataSource, AutoCloseable pool) {
    return open(dataSource, dataSource, pool);
  }

  private static Database open(DataSource dataSource, DataSource patient, AutoCloseable pool) {
    Product product = Product.of(dataSource);
    Migrations.run(patient, product);
    return new Database(product, dataSource, factory(dataSource), pool, Optional.empty());
  }

  /** The same connections, and a server's transactions beside them. */
  Database joining(ManagedTransactions transactions) {
    return new Database(product, dataSource, sessions, pool, Optional.of(transactions));
  }

  /** The application's transaction that this thread is in, where one can be joined. */
  Optional<JoinedBinder> joined() {
    return managed.map(each -> new JoinedBinder(this, each)).filter(JoinedBinder::isThere);
  }

  private static HikariConfig pooled(StoreSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("berth-authority");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connections());
    config.setConnectionTimeout(settings.timeout().toMillis());
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return config;
  }

  @SuppressWarnings("BanJNDI") // the name comes from the operator's settings, never from a request
  static DataSource lookUp(String name) {
    try {
      return InitialContext.doLookup(name);
    } catch (NamingException e) {
      throw new IllegalStateException(
          "BERTH-300 no data source at '" + name + "'; see berth.datasource", e);
    }
  }

  private static SessionFactory factory(DataSource dataSource) {
    BootstrapServiceRegistry boot =
        new BootstrapServiceRegistryBuilder()
            .applyClassLoader(Database.class.getClassLoader())
            .build();
    StandardServiceRegistry registry =
        new StandardServiceRegistryBuilder(boot)
            .applySetting("hibernate.connection.datasource", dataSource)
            .applySetting("hibernate.transaction.coordinator_class", "jdbc")
            .applySetting(
                "hibernate.connection.provider_disables_autocommit",
                dataSource instanceof HikariDataSource)
            .applySetting("hibernate.allow_update_outside_transaction", true) // see on(connection)
            .applySetting("hibernate.hbm2ddl.auto", "none")
            // Others write these tables. As texts: WildFly reads nothing else.
            .applySetting("hibernate.cache.use_second_level_cache", "false")
            .applySetting("hibernate.cache.use_query_cache", "false")
            .applySetting("jakarta.persistence.validation.mode", "none")
            .build();
    return new MetadataSources(registry)
        .addAnnotatedClass(ManagerRow.class)
        .addAnnotatedClass(ResourceRow.class)
        .addAnnotatedClass(AssociationRow.class)
        .addAnnotatedClass(AcknowledgementRow.class)
        .addAnnotatedClass(ExportRow.class)
        .addAnnotatedClass(OutboxRow.class)
        .buildMetadata()
        .buildSessionFactory();
  }

  /**
   * One transaction; whatever {@code work} throws rolls it back and is thrown on.
   *
   * @throws AuthorityException when the database failed
   */
  <T> T inTransaction(Function<Work, T> work) {
    try (StatelessSession session = sessions.openStatelessSession()) {
      return inTransaction(session, work);
    } catch (ConstraintViolationException e) {
      throw e; // somebody else was faster: for the caller to understand
    } catch (PersistenceException e) {
      throw failed(e);
    }
  }

  /**
   * One statement as a transaction, with as little travelling as the product allows: on PostgreSQL
   * neither a begin nor a commit does. For what every sign-up does.
   */
  <T> T alone(Statement<T> statement) {
    try (Connection connection = dataSource.getConnection()) {
      boolean before = connection.getAutoCommit();
      boolean wanted = product.commitsByItself();
      if (before != wanted) {
        connection.setAutoCommit(wanted);
      }
      try {
        return wanted ? statement.run(connection) : committed(connection, statement);
      } finally {
        if (before != wanted) {
          connection.setAutoCommit(before);
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static <T> T committed(Connection connection, Statement<T> statement)
      throws SQLException {
    try {
      T result = statement.run(connection);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(connection, e);
      throw e;
    }
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Steps on a connection whose transaction is somebody else's to end. */
  <T> T on(Connection connection, Function<Work, T> work) {
    try (StatelessSession session =
        sessions.withStatelessOptions().connection(connection).openStatelessSession()) {
      return work.apply(new Work(session, product));
    } catch (PersistenceException e) {
      throw failed(e);
    }
  }

  /** Something that JDBC does. */
  @FunctionalInterface
  interface Statement<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Whether it answers within a second or two, for whoever looks after this node. */
  public boolean isReachable() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** What time it is by the clock that all leases go by. */
  public Instant now() {
    return alone(
        connection -> {
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
            rows.next();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
          }
        });
  }

  Product product() {
    return product;
  }

  static AuthorityException failed(Exception cause) {
    return new AuthorityException(
        "the authority failed: " + cause.getMessage() + "; see berth.datasource and berth.jdbc.url",
        cause);
  }

  private <T> T inTransaction(StatelessSession session, Function<Work, T> work) {
    Transaction transaction = session.beginTransaction();
    try {
      T result = work.apply(new Work(session, product));
      transaction.commit();
      return result;
    } catch (RuntimeException | Error e) {
      rollBack(transaction, e);
      throw e;
    }
  }

  private static void rollBack(Transaction transaction, Throwable cause) {
    try {
      if (transaction.isActive()) {
        transaction.rollback();
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    try {
      sessions.close();
      pool.close();
    } catch (Exception e) {
      throw new IllegalStateException("the authority's connections did not close", e);
    }
  }
}
