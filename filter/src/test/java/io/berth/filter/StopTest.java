package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.AttributeChangeNotification;
import javax.management.MBeanServer;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import javax.management.StandardEmitterMBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server is stopped, or suspended, while requests are under way. */
class StopTest {
  private static final int PORT = 20_086;

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /** Answers at once, or when it is told to: on the container's thread or on another. */
  private final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getServletPath()) {
        case "/slow" -> answerLate(response);
        case "/async" -> {
          AsyncContext async = request.startAsync();
          async.setTimeout(0);
          new Thread(
                  () -> {
                    answerLate((HttpServletResponse) async.getResponse());
                    async.complete();
                  })
              .start();
        }
        default -> response.getWriter().print("at once");
      }
    }

    private void answerLate(HttpServletResponse response) {
      try {
        arrived.countDown();
        assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
        response.getWriter().print("late");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CompletableFuture<HttpResponse<String>> ask(Site site, String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(site.url(path))).build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/slow", "/async"})
  void theServerWaitsForWhatIsUnderWayAndServesWhatStillComes(String path) throws Exception {
    Map<String, String> settings = Site.node("rm-s", PORT);
    Site site = Site.start(PORT, new App(), settings);
    CompletableFuture<HttpResponse<String>> late = ask(site, path);
    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(
            () -> {
              try {
                site.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await()
        .untilAsserted(
            () -> assertThat(ask(site, "/berth/ready").get().body()).contains("draining"));
    assertThat(ask(site, "/").get().body()).isEqualTo("at once");
    assertThat(stopped).isNotDone();
    release.countDown();
    assertThat(late.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
    stopped.get(20, TimeUnit.SECONDS);
  }

  @Test
  void whereNobodyLooksNobodyIsWaitedFor() throws Exception {
    Map<String, String> settings = Site.node("rm-s", PORT);
    settings.put("berth.drain.notice", "600000");
    Site site = Site.start(PORT, new App(), settings);
    CompletableFuture.runAsync(
            () -> {
              try {
                site.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .get(20, TimeUnit.SECONDS);
  }

  /** What WildFly shows of its state. */
  public interface State {}

  /** As WildFly tells it: whoever tells waits until everybody has heard. */
  private static void tell(NotificationBroadcasterSupport state, String from, String to) {
    state.sendNotification(
        new AttributeChangeNotification(
            "state", 1, 1, "", "RunningState", String.class.getName(), from, to));
  }

  @Test
  void aServerThatSuspendsLeavesItsDoorOpenUntilTheNodeHasLeft() throws Exception {
    ObjectName name = new ObjectName("jboss.root:type=state");
    NotificationBroadcasterSupport state = new NotificationBroadcasterSupport();
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    beans.registerMBean(new StandardEmitterMBean(new State() {}, State.class, state), name);
    try (Site site = Site.start(PORT, new App(), Site.node("rm-s", PORT))) {
      CompletableFuture<HttpResponse<String>> late = ask(site, "/slow");
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> told =
          CompletableFuture.runAsync(() -> tell(state, "normal", "suspending"));
      await()
          .untilAsserted(
              () -> assertThat(ask(site, "/berth/ready").get().body()).contains("draining"));
      assertThat(ask(site, "/").get().body()).isEqualTo("at once");
      assertThat(told).isNotDone();
      release.countDown();
      assertThat(late.get().body()).isEqualTo("late");
      told.get(10, TimeUnit.SECONDS);
      assertThat(ask(site, "/berth/ready").get().body()).contains("drained");
      tell(state, "suspending", "suspended");
      tell(state, "suspended", "normal");
      assertThat(ask(site, "/berth/ready").get().body()).contains("\"node\":\"ready\"");
    } finally {
      beans.unregisterMBean(name);
    }
  }
}
