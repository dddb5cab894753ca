package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar is put into an application, and what the application's web.xml says is honoured. */
class InstallTest {
  private static final int PORT = 20_089;
  private static final String HEAD =
      "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0' %s>";
  private static final String PARAMETERS =
      parameter("berth.node", "node-i")
          + parameter("berth.manager", "rm-i")
          + parameter("berth.address", "http://127.0.0.1:" + PORT)
          + parameter("berth.keys", "development")
          + "<servlet><servlet-name>files</servlet-name>"
          + "<servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>"
          + "<async-supported>true</async-supported></servlet>"
          + "<servlet-mapping><servlet-name>files</servlet-name><url-pattern>/</url-pattern>"
          + "</servlet-mapping>";

  @TempDir private Path folder;
  private final Tomcat tomcat = new Tomcat();
  private Path application;

  @BeforeEach
  void unpack() throws Exception {
    application = folder.resolve("application");
    Path lib = Files.createDirectories(application.resolve("WEB-INF/lib"));
    jar(Path.of("target", "classes"), lib.resolve("berth-filter.jar"));
    Files.writeString(application.resolve("hello.txt"), "hello");
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  private static String parameter(String name, String value) {
    return "<context-param><param-name>"
        + name
        + "</param-name><param-value>"
        + value
        + "</param-value></context-param>";
  }

  private void start(String attributes, String... parts) throws IOException, LifecycleException {
    assertThat(deploy(HEAD.formatted(attributes) + PARAMETERS + String.join("", parts)))
        .isEqualTo(LifecycleState.STARTED);
  }

  private LifecycleState deploy(String webXml) throws IOException, LifecycleException {
    Files.writeString(application.resolve("WEB-INF/web.xml"), webXml + "</web-app>");
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(PORT);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    Context context = new StandardContext();
    context.setPath("");
    context.setDocBase(application.toString());
    ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false); // this test's own
    context.setContainerSciFilter("io\\.berth");
    context.addLifecycleListener(config);
    tomcat.getHost().addChild(context);
    tomcat.start();
    return context.getState();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static void assertInstalled(String live) throws Exception {
    assertThat(get(live).body()).contains("\"live\":");
    assertThat(get("/hello.txt").body()).isEqualTo("hello");
  }

  @Test
  void theJarAloneIsEnough() throws Exception {
    start("");
    assertInstalled("/berth/live");
  }

  @Test
  void itWorksWhereMetadataIsComplete() throws Exception {
    start("metadata-complete='true'");
    assertInstalled("/berth/live");
  }

  @Test
  void whatTheApplicationSaysBeatsTheDefault() throws Exception {
    start("", parameter("berth.health.live", "/alive"));
    assertInstalled("/alive");
    assertThat(get("/berth/live").statusCode()).isEqualTo(404);
  }

  @Test
  void anAbsoluteOrderingThatNamesItHasIt() throws Exception {
    start("", "<absolute-ordering><name>berth</name></absolute-ordering>");
    assertInstalled("/berth/live");
  }

  @Test
  void anAbsoluteOrderingThatLeavesItOutHasNoneOfIt() throws Exception {
    start("", "<absolute-ordering><name>something-else</name></absolute-ordering>");
    assertThat(get("/hello.txt").body()).isEqualTo("hello");
    assertThat(get("/berth/live").statusCode()).isEqualTo(404);
  }

  @Test
  void aFilterThatTheApplicationDeclaresItselfKeepsItsMapping() throws Exception {
    List<String> own =
        List.of(
            "<filter><filter-name>berth</filter-name><filter-class>",
            ConsumerRoutingFilter.class.getName(),
            "</filter-class><async-supported>true</async-supported></filter>",
            "<filter-mapping><filter-name>berth</filter-name>",
            "<url-pattern>/app/*</url-pattern></filter-mapping>",
            parameter("berth.health.live", "/app/live"));
    start("", own.toArray(String[]::new));
    assertInstalled("/app/live");
    assertThat(get("/berth/ready").statusCode()).isEqualTo(404);
  }

  @Test
  void halfAConfigurationStartsNothing() throws Exception {
    assertThat(deploy(HEAD.formatted(""))).isNotEqualTo(LifecycleState.STARTED);
  }
}
