package io.berth.store;

import io.berth.model.Association;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The application's rows of a sign-up, written in the transaction that binds. The connection is
 * Berth's: it must be neither committed, rolled back nor closed. What is thrown rolls everything
 * back.
 */
@FunctionalInterface
public interface AccountRows {
  /**
   * @param association what is being bound
   */
  void write(Association association, Connection connection) throws SQLException;
}
