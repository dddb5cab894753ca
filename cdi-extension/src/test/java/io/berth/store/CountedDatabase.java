package io.berth.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts what travels to the database and back: statements, commits and rollbacks. */
public final class CountedDatabase implements AutoCloseable {
  private static final Set<String> TRIPS =
      Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit", "rollback");
  private final AtomicInteger trips = new AtomicInteger();
  private final Database database;

  private CountedDatabase(StoreSettings settings) {
    DataSource plain =
        counting(
            DataSource.class,
            (method, arguments) ->
                method.getName().equals("getConnection")
                    ? DriverManager.getConnection(settings.url(), settings.user(), "")
                    : method.invoke(settings, arguments)); // what every object answers
    this.database = Database.open(plain, () -> {});
  }

  static CountedDatabase open(StoreSettings settings) {
    return new CountedDatabase(settings);
  }

  public Database database() {
    return database;
  }

  /** How many there were since this was asked last. */
  public int trips() {
    return trips.getAndSet(0);
  }

  private interface Call {
    Object answer(Method method, Object[] arguments) throws Exception;
  }

  private <T> T counting(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (TRIPS.contains(method.getName())) {
                trips.incrementAndGet();
              }
              try {
                return wrapped(call.answer(method, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private Object wrapped(Object answer) {
    if (answer instanceof Connection) {
      return counting(Connection.class, (method, given) -> method.invoke(answer, given));
    }
    if (answer instanceof PreparedStatement) {
      return counting(PreparedStatement.class, (method, given) -> method.invoke(answer, given));
    }
    return answer instanceof Statement
        ? counting(Statement.class, (method, given) -> method.invoke(answer, given))
        : answer;
  }

  @Override
  public void close() {
    database.close();
  }
}
