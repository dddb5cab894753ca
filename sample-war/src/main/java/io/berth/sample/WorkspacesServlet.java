package io.berth.sample;

import io.berth.associator.RegistrationException;
import io.berth.associator.StockOutException;
import io.berth.cdi.CurrentConsumer;
import io.berth.filter.BerthContext;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.View;
import io.berth.replication.Replication;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The application's addresses: what is asked, by whom, and the page that answers. */
public class WorkspacesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(WorkspacesServlet.class);
  private static final String NO_ACCOUNT = "account not found";

  @Inject transient Workspaces workspaces;
  @Inject transient SignUp signUp;
  @Inject transient Deletion deletion;
  @Inject transient Accounts accounts;
  @Inject transient Releases releases;
  @Inject transient Replication replication;
  @Inject transient io.berth.associator.Associator associator;
  @Inject transient CurrentConsumer current;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.setCharacterEncoding("UTF-8");
    try {
      dispatch(request, response);
    } catch (BadInputException e) {
      refuse(request, response, e.status(), Objects.requireNonNull(e.getMessage()));
    } catch (StockOutException e) {
      response.setHeader("Retry-After", Long.toString(e.retryAfter().toSeconds()));
      refuse(request, response, 503, "No workspace is ready just now. Please try again shortly.");
    } catch (RegistrationException e) {
      LOG.error("a sign-up failed", e);
      response.setHeader("Retry-After", "2");
      refuse(request, response, 503, "The sign-up did not work. Nothing was taken; try again.");
    } catch (IllegalStateException e) {
      LOG.errorf(e, "%s %s failed", request.getMethod(), request.getServletPath());
      refuse(request, response, 500, "Something went wrong here.");
    }
  }

  private void dispatch(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getMethod() + " " + request.getServletPath()) {
      case "GET /", "HEAD /" -> start(request, response);
      case "GET /node.json" -> Answer.json(response, 200, whereabouts(request).asMap());
      case "GET /account", "GET /account.json", "HEAD /account" -> account(request, response);
      case "POST /signup" -> signUp(request, response);
      case "POST /signin" -> signIn(request, response);
      case "POST /notes" -> write(request, response);
      case "POST /delete" -> delete(request, response);
      case "POST /signout" -> signOut(request, response);
      case "GET /assets/style.css", "GET /assets/watch.js", "GET /assets/live.js" ->
          asset(request.getServletPath(), response);
      default -> refuse(request, response, 404, "There is nothing at this address.");
    }
  }

  private void start(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (login().of(request).isPresent()) {
      Answer.redirect(request, response, "/account");
      return;
    }
    Answer.html(response, 200, Pages.signUp(whereabouts(request), request.getContextPath()));
  }

  private void signUp(HttpServletRequest request, HttpServletResponse response) throws IOException {
    EmailAddress email = EmailAddress.of(field(request, "email"));
    WorkspaceName name = WorkspaceName.of(field(request, "workspace"));
    Association association = signUp.signUp(email, name);
    identify(association);
    if (!association.home().equals(view().local().name())) {
      Answer.repeat(request, response);
      return;
    }
    login().signIn(response, association.consumer());
    if (Answer.wantsJson(request)) {
      Answer.json(response, 201, whereabouts(request).asMap());
    } else {
      Answer.redirect(request, response, "/account");
    }
  }

  /** A first sign-up has set the token already; one that is repeated has not. */
  private void identify(Association association) {
    if (current.association().stream()
        .noneMatch(each -> each.consumer().equals(association.consumer()))) {
      current.identify(association);
    }
  }

  /** A second device has no token: the authority knows where the consumer's data is. */
  private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ConsumerId consumer = EmailAddress.of(field(request, "email")).consumer();
    Optional<Association> association = associator.locate(consumer);
    if (association.isEmpty()) {
      refuse(request, response, 404, "There is no workspace for this e-mail address.");
      return;
    }
    identify(association.get());
    login().signIn(response, consumer);
    Answer.redirect(request, response, "/account");
  }

  private void account(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ConsumerId> consumer = login().of(request);
    if (consumer.isEmpty()) {
      refuse(request, response, 401, "Nobody is signed in.");
      return;
    }
    Optional<Account> account = accounts.find(consumer.get());
    if (account.isEmpty()) {
      refuse(request, response, 404, NO_ACCOUNT);
      return;
    }
    Whereabouts whereabouts = whereabouts(request);
    List<Note> notes = accounts.notes(account.get());
    if (Answer.wantsJson(request)) {
      Answer.json(response, 200, asMap(whereabouts, account.get(), notes));
    } else {
      String base = request.getContextPath();
      Answer.html(response, 200, Pages.account(whereabouts, base, account.get(), notes));
    }
  }

  private Map<String, Object> asMap(Whereabouts whereabouts, Account account, List<Note> notes) {
    Map<String, Object> map = new LinkedHashMap<>(whereabouts.asMap());
    map.put("email", account.email());
    map.put("workspace", account.workspace().shown());
    map.put("notes", notes.size());
    map.put("createdMillis", account.createdAt().toEpochMilli());
    map.put("arrivedMillis", account.arrivedAt().toEpochMilli());
    releases
        .of(ConsumerId.of(account.email()))
        .ifPresent(time -> map.put("releasedMillis", time.toEpochMilli()));
    return map;
  }

  private void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<ConsumerId> consumer = login().of(request);
    Optional<Account> account = consumer.flatMap(accounts::find);
    if (account.isEmpty()) {
      refuse(request, response, consumer.isEmpty() ? 401 : 404, NO_ACCOUNT);
      return;
    }
    String typed = field(request, "body").strip();
    String body = typed.isEmpty() ? file(request).strip() : typed;
    if (body.isEmpty() || body.length() > Note.MAX_LENGTH) {
      throw new BadInputException(
          "A note has 1 to " + Note.MAX_LENGTH + " characters, not " + body.length() + ".");
    }
    accounts.write(account.get(), body);
    replication.wrote(consumer.get());
    Answer.redirect(request, response, "/account");
  }

  private void delete(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Optional<ConsumerId> consumer = login().of(request);
    if (consumer.filter(deletion::delete).isPresent()) {
      signOut(request, response);
    } else {
      refuse(request, response, consumer.isEmpty() ? 401 : 404, NO_ACCOUNT);
    }
  }

  private void signOut(HttpServletRequest request, HttpServletResponse response) {
    login().signOut(response);
    current.forget();
    Answer.redirect(request, response, "/");
  }

  private void asset(String path, HttpServletResponse response) throws IOException {
    try (InputStream in = getServletContext().getResourceAsStream("/WEB-INF" + path)) {
      response.setContentType(path.endsWith(".css") ? "text/css" : "text/javascript");
      response.setHeader("Cache-Control", "max-age=60");
      Objects.requireNonNull(in, path).transferTo(response.getOutputStream());
    }
  }

  private void refuse(
      HttpServletRequest request, HttpServletResponse response, int status, String reason)
      throws IOException {
    Whereabouts whereabouts = whereabouts(request);
    if (Answer.wantsJson(request)) {
      Map<String, Object> fields = whereabouts.asMap();
      fields.put("error", reason);
      Answer.json(response, status, fields);
    } else {
      String base = request.getContextPath();
      Answer.html(response, status, Pages.problem(whereabouts, base, "Sorry", reason));
    }
  }

  /** The text of the file that came with the form; empty when none did. */
  private static String file(HttpServletRequest request) throws IOException {
    String type = request.getContentType();
    if (type == null || !type.startsWith("multipart/form-data")) {
      return "";
    }
    try {
      Part file = request.getPart("file");
      return file == null
          ? ""
          : new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (ServletException e) {
      throw new BadInputException("This form cannot be read.");
    } catch (IllegalStateException e) {
      throw new BadInputException("This file is too large for a note.");
    }
  }

  private static String field(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value;
  }

  private Whereabouts whereabouts(HttpServletRequest request) {
    return Whereabouts.of(view(), current.verdict(), current.route().reason().name());
  }

  private View view() {
    return BerthContext.of(getServletContext()).cluster().current();
  }

  private Login login() {
    return workspaces.login();
  }
}
