package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extension in a web application on Tomcat, with the filter in front of it. */
class WebApplicationTest {
  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final Map<String, String> settings = Container.defaults();
  private Tomcat tomcat = new Tomcat();

  @BeforeEach
  void start() throws Exception {
    settings.put("berth.cookie.secure", "false");
    SmallApplication.write(folder.resolve("application"));
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.resolve("tomcat").toString());
    tomcat.setPort(0); // any free one
    tomcat.getConnector();
    tomcat.start();
    deploy();
  }

  private void deploy() {
    Context context = SmallApplication.deploy(tomcat, folder.resolve("application"), settings);
    assertThat(context.getState().isAvailable()).isTrue();
  }

  private void undeploy() {
    tomcat.getHost().removeChild(tomcat.getHost().findChildren()[0]);
    assertThat(threads()).isEmpty();
  }

  @AfterEach
  void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    assertThat(threads()).isEmpty();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("berth-"))
        .toList();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void applicationSignsSomebodyUpAndKnowsThemFromThenOn() throws Exception {
    assertThat(get("/me").body()).isEqualTo("Anonymous holders [] ANONYMOUS");
    await().atMost(Duration.ofSeconds(30)).until(() -> get("/stock").body().equals("{room=3}"));
    HttpResponse<String> signedUp = get("/sign-up?guest=ann");
    assertThat(signedUp.body()).isEqualTo("rm-a");
    assertThat(signedUp.headers().firstValue("Set-Cookie")).isPresent();
    assertThat(get("/me").body()).isEqualTo("Registered version 1 holders [rm-a] HOME_HERE");
    HttpResponse<String> again = get("/sign-up?guest=ann");
    assertThat(again.body()).isEqualTo("rm-a");
    assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(get("/write?guest=ann").headers().firstValue("Set-Cookie")).isPresent();
    assertThat(get("/me").body()).isEqualTo("Registered version 2 holders [rm-a] HOME_HERE");
    assertThat(get("/events").body()).isEqualTo("[registering 1, registered]");
    get("/out");
    assertThat(get("/me").body()).isEqualTo("Anonymous holders [] ANONYMOUS");
  }

  @Test
  void someoneElsesWriteDoesNotMakeTheClientThem() throws Exception {
    get("/sign-up?guest=ann");
    get("/out");
    get("/sign-up?guest=bob");
    assertThat(get("/write?guest=ann").headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(get("/me").body()).startsWith("Registered version 1");
  }

  @Test
  void applicationMayBeStoppedAndStartedAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      undeploy();
      deploy();
      assertThat(get("/sign-up?guest=ann").body()).isEqualTo("rm-a");
      assertThat(get("/stock").statusCode()).isEqualTo(200);
    }
  }
}
