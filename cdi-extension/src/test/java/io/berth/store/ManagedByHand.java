package io.berth.store;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A server's transactions, begun and ended by a test; one at most on each thread. */
public final class ManagedByHand implements TransactionSynchronizationRegistry {
  private static final Set<String> FORBIDDEN =
      Set.of("commit", "rollback", "setAutoCommit", "setSavepoint");
  private final DataSource real;
  private final ThreadLocal<@Nullable Running> running = new ThreadLocal<>();

  private static final class Running {
    final Connection connection;
    final List<Synchronization> told = new ArrayList<>();
    final Map<Object, Object> resources = new HashMap<>();
    int status = Status.STATUS_ACTIVE;

    Running(Connection connection) {
      this.connection = connection;
    }
  }

  ManagedByHand(DataSource real) {
    this.real = real;
  }

  public void begin() throws SQLException {
    Connection connection = real.getConnection();
    connection.setAutoCommit(false);
    running.set(new Running(connection));
  }

  public void commit() throws SQLException {
    if (getTransactionStatus() == Status.STATUS_MARKED_ROLLBACK) {
      rollback();
      throw new SQLException("marked for rollback");
    }
    end(true, Status.STATUS_COMMITTED);
  }

  public void rollback() throws SQLException {
    end(false, Status.STATUS_ROLLEDBACK);
  }

  /** Ends it, and nobody is told how. */
  public void endUnknown(boolean commit) throws SQLException {
    end(commit, Status.STATUS_UNKNOWN);
  }

  private void end(boolean commit, int status) throws SQLException {
    Running ending = current();
    ending.told.forEach(Synchronization::beforeCompletion);
    try (Connection connection = ending.connection) {
      if (commit) {
        connection.commit();
      } else {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
    ending.status = status;
    ending.told.forEach(each -> each.afterCompletion(status));
    running.remove();
  }

  private Running current() {
    Running here = running.get();
    if (here == null) {
      throw new IllegalStateException("no transaction on this thread");
    }
    return here;
  }

  /** Connections of the thread's transaction, which nobody but the server ends. */
  public DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> lend(current().connection));
  }

  private static Connection lend(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            ManagedByHand.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              if (FORBIDDEN.contains(method.getName())) {
                throw new SQLException("not in a managed transaction: " + method.getName());
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public @Nullable Object getTransactionKey() {
    return running.get();
  }

  @Override
  public void putResource(Object key, Object value) {
    current().resources.put(key, value);
  }

  @Override
  public @Nullable Object getResource(Object key) {
    return current().resources.get(key);
  }

  @Override
  public void registerInterposedSynchronization(Synchronization synchronization) {
    current().told.add(synchronization);
  }

  @Override
  public int getTransactionStatus() {
    Running here = running.get();
    return here == null ? Status.STATUS_NO_TRANSACTION : here.status;
  }

  @Override
  public void setRollbackOnly() {
    current().status = Status.STATUS_MARKED_ROLLBACK;
  }

  @Override
  public boolean getRollbackOnly() {
    return current().status == Status.STATUS_MARKED_ROLLBACK;
  }
}
