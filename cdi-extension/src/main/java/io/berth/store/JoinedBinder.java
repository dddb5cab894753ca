package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Binds in the application's own transaction (JTA), where it reaches the authority's database by a
 * data source that the server manages. What is bound is there when that transaction commits, with
 * the application's rows, and neither is when it does not. Thread-safe.
 */
public final class JoinedBinder implements Binder {
  private final Database database;
  private final TransactionSynchronizationRegistry registry;
  private final DataSource dataSource;

  /** How a transaction ended. */
  public enum End {
    COMMITTED,
    ROLLED_BACK,
    /** Nobody here knows; the authority's tables will say it. */
    UNKNOWN
  }

  /** What of a transaction's own things is remembered for whom. */
  private record Key(ConsumerId consumer) {}

  JoinedBinder(Database database, ManagedTransactions transactions) {
    this.database = database;
    this.registry = transactions.registry();
    this.dataSource = transactions.dataSource();
  }

  /** Whether the thread is in a transaction of the application's. */
  boolean isThere() {
    return canCommit() || registry.getTransactionStatus() == Status.STATUS_MARKED_ROLLBACK;
  }

  /** Whether that transaction may still commit. As long as it may, no binding has failed in it. */
  public boolean canCommit() {
    return registry.getTransactionStatus() == Status.STATUS_ACTIVE;
  }

  @Override
  public boolean bind(Association claimed, Optional<Parcel> parcel) {
    return bind(claimed, parcel, (association, connection) -> {});
  }

  /** When it fails, the application's transaction never commits: half of it may have been done. */
  @Override
  public boolean bind(Association claimed, Optional<Parcel> parcel, AccountRows rows) {
    try (Connection connection = dataSource.getConnection()) {
      rows.write(claimed, connection);
      boolean registered = database.on(connection, work -> ClaimByStep.bind(work, claimed, parcel));
      registry.putResource(new Key(claimed.consumer()), claimed);
      return registered;
    } catch (SQLException e) {
      registry.setRollbackOnly();
      throw Database.failed(e);
    } catch (RuntimeException | Error e) {
      registry.setRollbackOnly();
      throw e;
    }
  }

  /** What this very transaction has bound for a consumer: nobody else can see it yet. */
  public Optional<Association> bound(ConsumerId consumer) {
    return registry.getResource(new Key(consumer)) instanceof Association bound
        ? Optional.of(bound)
        : Optional.empty();
  }

  /**
   * Tells, once, how the thread's transaction ended. On the thread that ends it: the application's
   * own, or one of the server's when it has run out of time.
   */
  public void whenEnded(Consumer<End> told) {
    registry.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int status) {
            told.accept(end(status));
          }
        });
  }

  private static End end(int status) {
    return switch (status) {
      case Status.STATUS_COMMITTED -> End.COMMITTED;
      case Status.STATUS_ROLLEDBACK -> End.ROLLED_BACK;
      default -> End.UNKNOWN;
    };
  }
}
