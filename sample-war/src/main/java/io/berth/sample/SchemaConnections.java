package io.berth.sample;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;

/** Hibernate's multi-tenancy by schema: one pool, and the tenant is the connection's schema. */
final class SchemaConnections implements MultiTenantConnectionProvider<Object> {
  private static final long serialVersionUID = 1L;
  private final transient DataSource connections;

  SchemaConnections(DataSource connections) {
    this.connections = connections;
  }

  @Override
  public Connection getAnyConnection() throws SQLException {
    return connections.getConnection();
  }

  @Override
  public void releaseAnyConnection(Connection connection) throws SQLException {
    connection.close();
  }

  @Override
  public Connection getConnection(Object schema) throws SQLException {
    Connection connection = connections.getConnection();
    try {
      connection.setSchema((String) schema);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The pool sets the schema back. */
  @Override
  public void releaseConnection(Object schema, Connection connection) throws SQLException {
    connection.close();
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
