package io.berth.cdi.webapp;

import io.berth.associator.Associator;
import io.berth.associator.Requirements;
import io.berth.cdi.CurrentConsumer;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.replication.Replication;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Accounts in this manager's own store, whose address is {@code STORE_URL} of the environment: the
 * database replicates them, and the application does nothing about it.
 */
@WebServlet("/account")
public class Accounts extends HttpServlet {
  @Inject transient Associator associator;
  @Inject transient Replication replication;
  @Inject transient CurrentConsumer current;

  /** Signs somebody up. */
  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String guest = Objects.requireNonNull(request.getParameter("guest"));
    long version = ask("INSERT INTO account VALUES (?, 1) RETURNING version", guest);
    associator.register(ConsumerId.of(guest), Requirements.of("room"));
    say(response, version);
  }

  /** Writes, and says so after the commit. */
  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    ConsumerId consumer = current.association().map(Association::consumer).orElseThrow();
    long version =
        ask("UPDATE account SET version = version + 1 WHERE id = ? RETURNING version", consumer);
    replication.wrote(consumer);
    say(response, version);
  }

  /** Says who answers and what is there; 0 when there is nothing. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    ConsumerId consumer = current.association().map(Association::consumer).orElseThrow();
    say(response, ask("SELECT version FROM account WHERE id = ?", consumer));
  }

  private static long ask(String sql, ConsumerId consumer) throws ServletException {
    return ask(sql, consumer.value());
  }

  private static long ask(String sql, String id) throws ServletException {
    try (Connection store = DriverManager.getConnection(System.getenv("STORE_URL"));
        PreparedStatement statement = store.prepareStatement(sql)) {
      statement.setLong(1, Long.parseLong(id));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    } catch (SQLException e) {
      throw new ServletException("the store does not answer", e);
    }
  }

  private static void say(HttpServletResponse response, long version) throws IOException {
    response.setContentType("text/plain");
    response.getWriter().print(System.getenv("BERTH_MANAGER") + " " + version);
  }
}
