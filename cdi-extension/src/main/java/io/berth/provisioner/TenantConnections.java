package io.berth.provisioner;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;

/**
 * Lets Hibernate work in a tenant's schema, on PostgreSQL and H2; the tenant is {@link
 * SchemaPerTenant#schemaOf}. A connection goes back to its pool with the schema it came with, or
 * not at all. Thread-safe.
 */
public final class TenantConnections implements MultiTenantConnectionProvider<String> {
  private static final long serialVersionUID = 1L;
  private final transient DataSource dataSource;
  private final transient Map<Connection, String> lent = new ConcurrentHashMap<>();

  public TenantConnections(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Connection getAnyConnection() throws SQLException {
    return dataSource.getConnection();
  }

  @Override
  public void releaseAnyConnection(Connection connection) throws SQLException {
    connection.close();
  }

  @Override
  public Connection getConnection(String tenant) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      String usual = connection.getSchema();
      connection.setSchema(tenant);
      lent.put(connection, usual);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void releaseConnection(String tenant, Connection connection) throws SQLException {
    String usual = lent.remove(connection);
    try (connection) {
      if (usual != null) {
        connection.setSchema(usual);
      }
    } catch (SQLException e) {
      connection.abort(Runnable::run); // the next user would see this tenant's rows
      throw e;
    }
  }

  @Override
  public boolean supportsAggressiveRelease() {
    return false;
  }

  @Override
  public boolean isUnwrappableAs(Class<?> type) {
    return type.isInstance(this);
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(this);
  }
}
