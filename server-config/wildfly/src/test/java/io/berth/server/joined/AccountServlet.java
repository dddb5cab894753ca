package io.berth.server.joined;

import io.berth.allocator.Provisions;
import io.berth.model.ConsumerId;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.sql.SQLException;
import javax.naming.InitialContext;

/**
 * {@code POST ?who=&end=}: an account in a transaction that ends as said: {@code return} and {@code
 * throw} of a transactional method, {@code commit} and {@code rollback} of a transaction begun by
 * hand. {@code GET ?who=}: what there is of somebody.
 */
public class AccountServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  @Inject transient Accounts accounts;

  @Inject
  @Provisions("desk")
  transient Desks desks;

  @Override
  public void init() throws ServletException {
    try {
      Accounts.createTable();
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    ConsumerId owner = ConsumerId.of(request.getParameter("who"));
    String end = request.getParameter("end");
    try {
      switch (end) {
        case "return" -> accounts.open(owner, false);
        case "throw" -> failing(owner);
        default -> byHand(owner, end.equals("commit"));
      }
    } catch (Exception e) {
      throw new ServletException(e);
    }
    response.getWriter().print("done");
  }

  private void failing(ConsumerId owner) throws SQLException {
    try {
      accounts.open(owner, true);
    } catch (IllegalStateException e) {
      if (!String.valueOf(e.getMessage()).contains("planted")) {
        throw e;
      }
    }
  }

  @SuppressWarnings("BanJNDI")
  private void byHand(ConsumerId owner, boolean commit) throws Exception {
    UserTransaction transaction = InitialContext.doLookup("java:comp/UserTransaction");
    transaction.begin();
    try {
      accounts.openWithin(owner);
      if (accounts.isBound(owner)) {
        throw new IllegalStateException("bound before the transaction has committed");
      }
    } catch (SQLException | RuntimeException e) {
      transaction.rollback();
      throw e;
    }
    if (commit) {
      transaction.commit();
    } else {
      transaction.rollback();
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    ConsumerId owner = ConsumerId.of(request.getParameter("who"));
    try {
      response
          .getWriter()
          .printf(
              "account %s, bound %s, told %s, desks %d",
              accounts.isThere(owner),
              accounts.isBound(owner),
              accounts.wasTold(owner),
              desks.of(owner));
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}
