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
    settings.put("berth.read-your-writes", "true");
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

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws Exception {
    return client.send(
        to(path).POST(HttpRequest.BodyPublishers.noBody()).build(),
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
    await().until(() -> get("/events").body().equals("[registering 1, registered, registered]"));
    get("/out");
    assertThat(get("/me").body()).isEqualTo("Anonymous holders [] ANONYMOUS");
  }

  @Test
  void everyWriteOfTheConsumerIsInItsTokenAndNoRead() throws Exception {
    get("/sign-up?guest=ann");
    assertThat(post("/note").headers().firstValue("Set-Cookie")).isPresent();
    assertThat(get("/me").body()).isEqualTo("Registered version 2 holders [rm-a] HOME_HERE");
    assertThat(post("/note?only-read=1").headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(get("/note").headers().firstValue("Set-Cookie")).isEmpty();
    post("/write?guest=ann"); // tells of the write by itself: it is raised once
    assertThat(get("/me").body()).isEqualTo("Registered version 3 holders [rm-a] HOME_HERE");
    assertThat(get("/age").body()).matches("Optional\\[[0-9]{1,2}]");
    get("/out");
    assertThat(get("/age").body()).isEqualTo("Optional.empty");
    assertThat(post("/note").headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void aLinkAndALoginTellWhoItIsOnAnotherDevice() throws Exception {
    get("/sign-up?guest=ann");
    String link = get("/link").body();
    get("/out");
    assertThat(get(link).statusCode()).isEqualTo(303);
    assertThat(get("/me").body()).startsWith("Registered version 1");
    get("/out");
    assertThat(get("/login?guest=bob").headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(get("/login?guest=ann").headers().firstValue("Set-Cookie")).isPresent();
    assertThat(get("/me").body()).startsWith("Registered version 1");
  }

  /** RULES 27: what somebody planted before names nobody's newcomer afterwards. */
  @Test
  void aTokenThatWasPlantedBeforeASignUpIsReplacedAndStaysItsOwners() throws Exception {
    get("/sign-up?guest=mallory");
    String planted = cookie();
    HttpResponse<String> signedUp = get("/sign-up?guest=ann");
    assertThat(signedUp.headers().firstValue("Set-Cookie")).isPresent();
    assertThat(cookie()).isNotEqualTo(planted);
    get("/write?guest=mallory");
    assertThat(get("/me").body()).startsWith("Registered version 1"); // ann
    HttpResponse<String> mallory =
        HttpClient.newHttpClient()
            .send(
                to("/me").header("Cookie", planted).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(mallory.body()).startsWith("Registered version 2"); // still the one who planted it
  }

  private String cookie() {
    CookieManager cookies = (CookieManager) client.cookieHandler().orElseThrow();
    return cookies.getCookieStore().getCookies().stream()
        .filter(each -> each.getName().equals("berth"))
        .map(each -> "berth=" + each.getValue())
        .findFirst()
        .orElseThrow();
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

  /** Servlets, too; Berth's own beans are still there once. */
  @Test
  void everyClassOfTheApplicationMayBeABean() throws Exception {
    assertThat(get("/accounts").body()).isEqualTo("beans false");
    undeploy();
    SmallApplication.discover(folder.resolve("application"), "all");
    deploy();
    assertThat(get("/accounts").body()).isEqualTo("beans true");
    assertThat(get("/sign-up?guest=ann").body()).isEqualTo("rm-a");
    assertThat(get("/me").body()).isEqualTo("Registered version 1 holders [rm-a] HOME_HERE");
  }
}
