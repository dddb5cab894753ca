package io.berth.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.query.CommonQueryContract;

/** The statements of one transaction. Parameters are {@code ?1, ?2 ...} in order. */
record Work(StatelessSession session, Product product) {

  /**
   * The end of a lease that starts now, by the database's clock and nobody else's; the parameter is
   * its length in seconds.
   */
  static String deadline(int parameter) {
    return deadline("?" + parameter);
  }

  static String deadline(String parameter) {
    return " CURRENT_TIMESTAMP + CAST(" + parameter + " AS DOUBLE PRECISION) * INTERVAL '1' SECOND";
  }

  /** A time that lies the parameter's seconds back, by the database's clock. */
  static String ago(int parameter) {
    return " CURRENT_TIMESTAMP - CAST(?"
        + parameter
        + " AS DOUBLE PRECISION) * INTERVAL '1' SECOND";
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** Runs a change and says how many rows it changed. */
  int change(String sql, Object... parameters) {
    var query = session.createNativeMutationQuery(sql);
    bind(query, parameters);
    return query.executeUpdate();
  }

  /** Inserts unless the row is there already; how many rows. */
  int insert(String sql, Object... parameters) {
    return change(product.unlessThere(sql), parameters);
  }

  /** Runs a change of resources and answers with the rows as they are after it. */
  List<ResourceRow> changeStock(String sql, Object... parameters) {
    return select(ResourceRow.class, product.returning("*", sql), parameters);
  }

  /** Runs a change and answers with some columns of the rows as they are after it. */
  List<Object[]> changing(String columns, String sql, Object... parameters) {
    return select(Object[].class, product.returning(columns, sql), parameters);
  }

  <T> List<T> select(Class<T> row, String sql, Object... parameters) {
    var query = session.createNativeQuery(sql, row);
    bind(query, parameters);
    return query.getResultList();
  }

  /**
   * How long ago the oldest change of an association was made, by the database's clock; zero
   * without one.
   *
   * @param from with the association as {@code a}, and the condition
   */
  Duration oldestChange(String from, Object... parameters) {
    return select(
            Double.class,
            "SELECT CAST(EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - a.changed_at)) AS DOUBLE"
                + " PRECISION) FROM "
                + from
                + " ORDER BY a.changed_at FETCH FIRST 1 ROWS ONLY",
            parameters)
        .stream()
        .findFirst()
        .map(seconds -> Duration.ofMillis(Math.max(0, (long) (seconds * 1000))))
        .orElse(Duration.ZERO);
  }

  <T> List<T> query(Class<T> result, String hql, Object... parameters) {
    var query = session.createSelectionQuery(hql, result);
    bind(query, parameters);
    return query.getResultList();
  }

  <T> Optional<T> first(Class<T> result, String hql, Object... parameters) {
    return query(result, hql, parameters).stream().findFirst();
  }

  private static void bind(CommonQueryContract query, Object... parameters) {
    for (int i = 0; i < parameters.length; i++) {
      query.setParameter(i + 1, parameters[i]);
    }
  }
}
