package io.berth.cdi.webapp;

import io.berth.allocator.Allocator;
import io.berth.associator.Associator;
import io.berth.associator.Requirements;
import io.berth.cdi.CurrentConsumer;
import io.berth.cdi.Links;
import io.berth.filter.BerthContext;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.replication.Replication;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;

/** Everything that an application does with Berth's beans. */
@WebServlet("/*")
public class FrontDesk extends HttpServlet {
  @Inject transient Associator associator;
  @Inject transient Allocator allocator;
  @Inject transient Replication replication;
  @Inject transient CurrentConsumer current;
  @Inject transient Greeted greeted;
  @Inject transient Links links;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    doGet(request, response);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    response.getWriter().print(answer(request));
  }

  private String answer(HttpServletRequest request) {
    return switch (request.getPathInfo()) {
      case "/sign-up" -> associator.register(guest(request), Requirements.of("room")).home();
      case "/write" -> "version " + replication.wrote(guest(request)).version();
      case "/link" -> links.to("/me", current.association().orElseThrow());
      case "/age" -> "" + current.sinceSignUp().map(Duration::toSeconds);
      case "/login" -> {
        associator.locate(guest(request)).ifPresent(current::identify);
        yield "in";
      }
      case "/home" -> associator.locate(guest(request)).map(Association::home).orElse("nobody");
      case "/cached" ->
          BerthContext.of(getServletContext()).mapping().all().stream()
              .map(each -> each.consumer().value() + " " + each.home() + " " + each.version())
              .sorted()
              .collect(Collectors.joining("\n"));
      case "/lose" -> lose(BerthContext.of(getServletContext()).mapping());
      case "/note" -> {
        if (request.getParameter("only-read") != null) {
          current.onlyRead();
        }
        yield "noted";
      }
      case "/out" -> {
        current.forget();
        yield "out";
      }
      case "/stock" -> allocator.stock().toString();
      case "/events" -> greeted.events().toString();
      case "/accounts" -> "beans " + CDI.current().select(Accounts.class).isResolvable();
      default ->
          current.verdict().getClass().getSimpleName()
              + current.association().map(each -> " version " + each.version()).orElse("")
              + " holders "
              + current.holders()
              + " "
              + current.route().reason();
    };
  }

  /** Every copy of every consumer, at all nodes that share them. */
  private static String lose(MappingCache mapping) {
    mapping.all().forEach(each -> mapping.evict(each.consumer()));
    return mapping.all().size() + " left";
  }

  private static ConsumerId guest(HttpServletRequest request) {
    return ConsumerId.of(Objects.requireNonNull(request.getParameter("guest")));
  }
}
