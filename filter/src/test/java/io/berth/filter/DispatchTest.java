package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several managers in one server: requests are handed over without a socket. */
class DispatchTest {
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");

  private final Map<String, ServletContext> contexts = new LinkedHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private AutoCloseable server = () -> {};
  private int port;

  /** The servers a dispatch must work on. */
  enum Server {
    TOMCAT,
    UNDERTOW
  }

  /** Says who answers, for whom, and what it sees of the request. */
  private static final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final String name;

    App(String name) {
      this.name = name;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if ("/inside".equals(request.getServletPath())) {
        forward(request, response);
        return;
      }
      int body = request.getInputStream().readAllBytes().length;
      String verdict =
          ConsumerRequest.of(request)
              .map(known -> known.verdict().getClass().getSimpleName())
              .orElse("none");
      String path = request.getServletPath() + request.getPathInfo();
      response
          .getWriter()
          .print(
              String.join(
                  " ", name, verdict, path, String.valueOf(request.getQueryString()), "" + body));
    }

    private static void forward(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        request.getRequestDispatcher("/outside").forward(request, response);
      } catch (ServletException e) {
        throw new IOException(e);
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Map<String, String> settings(String manager, String contexts) {
    Map<String, String> settings = new HashMap<>(Site.node(manager, port));
    settings.put("berth.contexts", contexts);
    return settings;
  }

  /** The root application is manager rm-a, the other one, at /b, is manager rm-b. */
  private void start(Server kind, String contextsOfA, String contextsOfB) throws Exception {
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    Map<String, Map<String, String>> applications = new LinkedHashMap<>();
    applications.put("", settings("rm-a", contextsOfA));
    applications.put("/b", settings("rm-b", contextsOfB));
    server = kind == Server.TOMCAT ? tomcat(applications) : undertow(applications);
  }

  private AutoCloseable tomcat(Map<String, Map<String, String>> applications) throws Exception {
    Tomcat tomcat = new Tomcat();
    String base = Site.folder("dispatch").toString();
    tomcat.setBaseDir(base);
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", Site.HOST);
    List<Context> started = new ArrayList<>();
    applications.forEach(
        (path, settings) -> {
          Context context = tomcat.addContext(path, base);
          context.setCrossContext(true);
          context.addServletContainerInitializer(new BerthInitializer(), Set.of());
          settings.forEach(context::addParameter);
          Tomcat.addServlet(context, "app", new App(name(settings)));
          context.addServletMappingDecoded("/*", "app");
          started.add(context);
        });
    inside(started.get(0));
    tomcat.start();
    started.forEach(context -> contexts.put(context.getPath(), context.getServletContext()));
    return () -> stop(tomcat);
  }

  private static void inside(Context root) {
    Tomcat.addServlet(root, "inside", new App("rm-a"));
    root.addServletMappingDecoded("/inside", "inside");
  }

  private static void stop(Tomcat tomcat) throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  private AutoCloseable undertow(Map<String, Map<String, String>> applications) throws Exception {
    ServletContainer container = Servlets.newContainer();
    PathHandler paths = new PathHandler();
    List<DeploymentManager> deployed = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> each : applications.entrySet()) {
      Map<String, String> settings = each.getValue();
      String path = each.getKey().isEmpty() ? "/" : each.getKey();
      App app = new App(name(settings));
      DeploymentInfo info =
          Servlets.deployment()
              .setClassLoader(DispatchTest.class.getClassLoader())
              .setDeploymentName("dispatch-" + settings.get("berth.manager"))
              .setContextPath(path)
              .addServletContainerInitializer(
                  new ServletContainerInitializerInfo(BerthInitializer.class, Set.of()))
              .addServlet(
                  Servlets.servlet("app", App.class, new ImmediateInstanceFactory<>(app))
                      .addMapping("/*")
                      .addMapping("/inside"));
      settings.forEach(info::addInitParameter);
      DeploymentManager manager = container.addDeployment(info);
      manager.deploy();
      deployed.add(manager);
      paths.addPrefixPath(path, manager.start());
      contexts.put(each.getKey(), manager.getDeployment().getServletContext());
    }
    Undertow undertow =
        Undertow.builder().addHttpListener(port, Site.HOST).setHandler(paths).build();
    undertow.start();
    return () -> {
      undertow.stop();
      for (DeploymentManager manager : deployed) {
        manager.stop();
        manager.undeploy();
      }
    };
  }

  private static String name(Map<String, String> settings) {
    return Objects.requireNonNull(settings.get("berth.manager"));
  }

  private String token(String home) {
    Association association =
        new Association(ANN, home, List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
    return BerthContext.of(Objects.requireNonNull(contexts.get(""))).issuer().token(association);
  }

  private HttpResponse<String> send(String home, String target, int body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + Site.HOST + ":" + port + target))
            .header("Berth-Token", token(home));
    request = body == 0 ? request : request.POST(BodyPublishers.ofByteArray(new byte[body]));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void anotherContextAnswersForItsConsumers(Server kind) throws Exception {
    start(kind, "rm-b=/b", "");
    assertThat(send("rm-a", "/here", 0).body()).isEqualTo("rm-a Registered /here null 0");
    assertThat(send("rm-b", "/deep/er?x=%20&y=1", 0).body())
        .startsWith("rm-b Registered ")
        .endsWith("/deep/er x=%20&y=1 0");
    assertThat(send("rm-b", "/up", 300_000).body()).startsWith("rm-b ").endsWith(" 300000");
    assertThat(send("rm-b", "/b/direct", 0).body()).startsWith("rm-b Registered ");
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void theTargetIsDecodedOnce(Server kind) throws Exception {
    start(kind, "rm-b=/b", "");
    assertThat(send("rm-b", "/a%20b%25%3Fc", 0).body()).contains("/a b%?c null 0");
    assertThat(send("rm-b", "/p;v=1/q", 0).body()).startsWith("rm-b ").contains("/q null 0");
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aPathOfTheSameApplicationMayStandForAManager(Server kind) throws Exception {
    start(kind, "rm-b=./shard", "");
    assertThat(send("rm-b", "/x%20y?q=1", 5).body())
        .startsWith("rm-a Registering ")
        .endsWith("/shard/x y q=1 5");
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aContextThatIsNotThereIsA503AndNotTheRootApplication(Server kind) throws Exception {
    start(kind, "rm-b=/nowhere", "");
    HttpResponse<String> answer = send("rm-b", "/x", 0);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("rm-a", "nowhere");
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aContextThatMayNotAnswerHandsNothingOn(Server kind) throws Exception {
    start(kind, "rm-c=/b", "rm-c=/nowhere"); // /b is rm-b, not rm-c
    HttpResponse<String> answer = send("rm-c", "/x", 0);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue(Packets.HEADER)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aForwardInsideTheApplicationIsNotRoutedAgain(Server kind) throws Exception {
    start(kind, "rm-b=/b", "");
    assertThat(send("rm-a", "/inside", 0).body())
        .startsWith("rm-a Registered ")
        .contains("/outside");
  }
}
