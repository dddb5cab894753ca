package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sample application on a real server: somebody signs up, and somebody else plays tricks. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class SignUpIT {
  private static final String TOKEN = "berth";
  private static final HttpClient BROWSER =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Deployment(testable = false)
  static WebArchive application() {
    File war = new File(System.getProperty("sample.war"));
    return ShrinkWrap.createFromZipFile(WebArchive.class, war);
  }

  @Test
  void strangerGetsTheForm(@ArquillianResource URL base) throws IOException {
    Reply start = new Visitor(base).get("");

    assertThat(start.status()).isEqualTo(200);
    assertThat(start.body()).contains("action=\"" + base.getPath() + "signup\"");
    assertThat(start.all("Set-Cookie")).isEmpty();
  }

  @Test
  void signUpIsServedFromStockAndTheNextPageKnowsTheAccount(@ArquillianResource URL base)
      throws IOException {
    Visitor ada = new Visitor(base);

    Reply signedUp = signUp(ada, "ada@example.org", "Analytical Engine");
    Reply account = ada.get("account.json");

    assertThat(signedUp.status()).isEqualTo(303);
    assertThat(account.status()).isEqualTo(200);
    assertThat(account.body())
        .contains("ada@example.org", "Analytical Engine")
        .contains("\"node\":\"n-1\"", "\"manager\":\"rm-1\"", "\"home\":\"rm-1\"")
        .contains("\"verdict\":\"registered\"");
  }

  @Test
  void whoIsSignedInHearsEvents(@ArquillianResource URL base) throws Exception {
    URI events = URI.create(base + "live/events");
    HttpRequest request =
        HttpRequest.newBuilder(events).header("Cookie", signedIn(base, "lin@example.org")).build();
    InputStream stream = BROWSER.send(request, BodyHandlers.ofInputStream()).body();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (int i = 0; i < 3; i++) {
        assertThat(lines.readLine()).isEqualTo("retry: 1000");
        assertThat(lines.readLine()).startsWith("data: {\"node\":\"n-1\",\"millis\":");
        assertThat(lines.readLine()).isEmpty();
      }
    }
    assertThat(new Visitor(base).get("live/events").status()).as("a stranger").isEqualTo(303);
  }

  @Test
  void whoIsSignedInMayTalk(@ArquillianResource URL base) throws Exception {
    Heard heard = new Heard();
    WebSocket socket =
        BROWSER
            .newWebSocketBuilder()
            .header("Cookie", signedIn(base, "kay@example.org"))
            .buildAsync(
                URI.create(base.toString().replaceFirst("http", "ws") + "live/socket"), heard)
            .get(20, TimeUnit.SECONDS);
    socket.sendText("Gr\u00fc\u00dfe", true).get(20, TimeUnit.SECONDS);
    assertThat(heard.next()).isEqualTo("{\"node\":\"n-1\",\"heard\":\"Gr\u00fc\u00dfe\"}\n");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
    assertThat(new Visitor(base).get("live/socket").status()).as("a stranger").isEqualTo(303);
  }

  @Test
  void signingUpTwiceGivesTheSameWorkspace(@ArquillianResource URL base) throws IOException {
    Visitor once = new Visitor(base);
    Visitor again = new Visitor(base);

    signUp(once, "grace@example.org", "Compiler");
    signUp(again, "grace@example.org", "Compiler");

    assertThat(created(again.get("account.json"))).isEqualTo(created(once.get("account.json")));
  }

  @Test
  void aTokenWithOneCharacterChangedIsNobodys(@ArquillianResource URL base) throws IOException {
    String token = tokenOf(base, "tamper@example.org", "Tampered");
    assertThat(verdict(base, TOKEN + "=" + token)).contains("\"verdict\":\"registered\"");

    int tried = 0;
    for (int at = 0; at < token.length() - 1; at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, at) + other + token.substring(at + 1);
      assertThat(verdict(base, TOKEN + "=" + changed))
          .as("character %d of %d", at, token.length())
          .contains("\"verdict\":\"anonymous\"");
      tried++;
    }
    System.out.println("changed tokens tried: " + tried);
  }

  @Test
  void twoDifferentTokensAreNobodys(@ArquillianResource URL base) throws IOException {
    String one = tokenOf(base, "one@example.org", "One");
    String two = tokenOf(base, "two@example.org", "Two");

    assertThat(verdict(base, TOKEN + "=" + one + "; " + TOKEN + "=" + two))
        .contains("\"verdict\":\"anonymous\"");
  }

  @Test
  void oddCookiesAreNeverAnErrorOfTheServer(@ArquillianResource URL base) throws IOException {
    String huge = "x".repeat(20_000);
    List<String> odd =
        List.of(
            "berth=",
            "berth",
            "=",
            ";;;",
            "berth=\"quoted\"",
            "berth=a,b",
            "berth=a b",
            "berth==",
            "berth=1..",
            "berth=1.dev.",
            "berth=1.dev.!!!!",
            "berth=2.dev.AAAA",
            "berth=" + huge,
            "other=" + huge,
            "berth=\u00e9\u00ff",
            "other=\u00c3\u00a9",
            "other=\u0001\u0002",
            "berth=a\tb",
            "$Version=1; berth=x",
            "berth=x; ".repeat(40),
            "berth=%00%0d%0a");
    for (String cookie : odd) {
      String line = "Cookie: " + cookie + "\r\n";
      for (String path : List.of("", "node.json", "account.json", "account")) {
        Reply reply = new Visitor(base).getWith(path, line);
        assertThat(reply.status())
            .as("%s with cookie '%.40s' of %d", path, cookie, cookie.length())
            .isLessThan(500);
      }
    }
    System.out.println("odd cookies tried: " + odd.size());
  }

  /** Stock is being made while the server starts: 503 says when to come back. */
  private static Reply signUp(Visitor visitor, String email, String workspace) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> visitor.post("signup", Map.of("email", email, "workspace", workspace)),
            reply -> reply.status() != 503);
  }

  /** The cookies of somebody who has signed up. */
  private static String signedIn(URL base, String email) {
    Visitor visitor = new Visitor(base);
    signUp(visitor, email, email.replace('@', ' '));
    return visitor.cookies().entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private static String tokenOf(URL base, String email, String workspace) {
    Visitor visitor = new Visitor(base);
    signUp(visitor, email, workspace);
    return visitor.cookies().getOrDefault(TOKEN, "no token cookie");
  }

  private static String verdict(URL base, String cookie) throws IOException {
    Reply reply = new Visitor(base).getWith("node.json", "Cookie: " + cookie + "\r\n");
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  private static String created(Reply account) {
    assertThat(account.body()).contains("\"createdMillis\":");
    return account.body().replaceAll(".*\"createdMillis\":(\\d+).*", "$1");
  }
}
