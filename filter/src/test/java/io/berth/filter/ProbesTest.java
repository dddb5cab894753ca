package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.filter.Health.Condition;
import io.berth.filter.Health.Part;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a balancer is told of one node, on a Tomcat. */
class ProbesTest {
  private static final int PORT = 20_085;
  private static final String READY =
      "{\"ready\":true,\"node\":\"ready\",\"cache\":\"ok\",\"authority\":\"not needed\",\"stock\":\"not"
          + " needed\"}\n";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Site site;
  private Path drainFile;

  /** Has nothing to say to probes. */
  private static final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("application");
    }
  }

  @BeforeEach
  void start() throws Exception {
    drainFile = folder.resolve("drain");
    Map<String, String> settings = Site.node("rm-p", PORT);
    settings.put("berth.drain.file", drainFile.toString());
    site = Site.start(PORT, new App(), settings);
    awaitReady(READY);
  }

  @AfterEach
  void stop() throws Exception {
    site.close();
  }

  private HttpResponse<String> ask(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(site.url(path))).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private void awaitReady(String body) {
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(ask("/berth/ready").body()).isEqualTo(body));
  }

  @Test
  void aNodeThatIsWellIsAliveAndReady() throws Exception {
    HttpResponse<String> live = ask("/berth/live");
    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(live.body()).isEqualTo("{\"live\":true}\n");
    HttpResponse<String> ready = ask("/berth/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.headers().firstValue("Content-Type").orElseThrow()).contains("json");
    assertThat(ready.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(ask("/berth/live/more").body()).isEqualTo("application");
    assertThat(ask("/").body()).isEqualTo("application");
  }

  @Test
  void noProbeNamesANodeAnAddressOrAManager() throws Exception {
    for (String path : new String[] {"/berth/live", "/berth/ready", "/berth/ready?need=x"}) {
      HttpResponse<String> answer = ask(path);
      assertThat(answer.body() + answer.headers().map())
          .doesNotContain("rm-p", "node-rm-p", "127.0.0.1", Integer.toString(PORT));
    }
  }

  @Test
  void onlyReadingIsAnswered() throws Exception {
    URI ready = URI.create(site.url("/berth/ready"));
    HttpRequest post = HttpRequest.newBuilder(ready).POST(BodyPublishers.noBody()).build();
    assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    HttpRequest head =
        HttpRequest.newBuilder(ready).method("HEAD", BodyPublishers.noBody()).build();
    assertThat(client.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void whatANodeCannotDoWithoutDecidesAndTheProbeMaySayWhatThatIs() throws Exception {
    AtomicReference<Condition> authority = new AtomicReference<>(Condition.OK);
    site.berth().health().watch(Part.AUTHORITY, authority::get);
    site.berth().health().watch(Part.STOCK, () -> Condition.OUT);
    awaitReady(
        READY
            .replace("authority\":\"not needed", "authority\":\"ok")
            .replace("stock\":\"not needed", "stock\":\"out"));
    assertThat(ask("/berth/ready").statusCode()).isEqualTo(200);
    assertThat(ask("/berth/ready?need=cache,stock").statusCode()).isEqualTo(503);
    authority.set(Condition.LOST);
    await().untilAsserted(() -> assertThat(ask("/berth/ready").statusCode()).isEqualTo(503));
    assertThat(ask("/berth/ready").body()).contains("\"ready\":false", "\"authority\":\"lost\"");
    assertThat(ask("/berth/ready?need=cache").statusCode()).isEqualTo(200);
    assertThat(ask("/berth/ready?need=").statusCode()).isEqualTo(200);
    assertThat(ask("/berth/ready?need=cahce").statusCode()).isEqualTo(400);
    authority.set(Condition.OK);
    await().untilAsserted(() -> assertThat(ask("/berth/ready").statusCode()).isEqualTo(200));
  }

  @Test
  void aPartThatHangsIsLostAndHoldsUpNoProbe() throws Exception {
    java.util.concurrent.CountDownLatch end = new java.util.concurrent.CountDownLatch(1);
    site.berth()
        .health()
        .watch(
            Part.AUTHORITY,
            () -> {
              try {
                return end.await(1, java.util.concurrent.TimeUnit.MINUTES)
                    ? Condition.OK
                    : Condition.LOST;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Condition.LOST;
              }
            });
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(ask("/berth/ready").statusCode()).isEqualTo(503));
    assertThat(ask("/berth/live").statusCode()).isEqualTo(200);
    end.countDown();
    await().untilAsserted(() -> assertThat(ask("/berth/ready").statusCode()).isEqualTo(200));
  }

  @Test
  void aDrainedNodeIsNotReadyAndStillServes() throws Exception {
    site.berth().operations().drain().begin(Drain.Cause.OPERATOR);
    HttpResponse<String> leaving = ask("/berth/ready?need=");
    assertThat(leaving.statusCode()).isEqualTo(503);
    assertThat(leaving.body()).contains("\"ready\":false").containsAnyOf("draining", "drained");
    assertThat(ask("/").body()).isEqualTo("application");
    assertThat(ask("/berth/live").statusCode()).isEqualTo(200);
    site.berth().operations().drain().end(Drain.Cause.OPERATOR);
    awaitReady(READY);
  }

  @Test
  void aFileDrainsItAndTakesItBack() throws Exception {
    Files.createFile(drainFile);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(ask("/berth/ready").body()).contains("\"drained\""));
    Files.delete(drainFile);
    awaitReady(READY);
  }
}
