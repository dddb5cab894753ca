package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.cluster.Fixtures;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.Watermark;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registered consumer writes and reads at a node that is not its home. */
class WriteElsewhereTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");
  private static final Map<String, String> SETTINGS = Map.of("berth.read-your-writes", "true");

  private final ClusterOfSites sites = new ClusterOfSites("writes");
  private final TokenReader tokens = new TokenReader();

  @AfterEach
  void stop() throws Exception {
    sites.close();
    tokens.close();
  }

  private static Association ann(long version, long offset) {
    return Fixtures.written(ANN, version, offset);
  }

  private static HttpResponse<String> send(Site to, String method, String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(to.url("/notes")))
                .method(method, BodyPublishers.noBody())
                .header("Cookie", "berth=" + token)
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void aWriteGoesHomeAndSoDoReadsUntilItHasArrived() throws Exception {
    Site home = sites.add("rm-a", "node-a", SETTINGS);
    Site other = sites.add("rm-b", "node-b", SETTINGS);
    sites.awaitManagers("rm-a", "rm-b");
    home.berth()
        .afterWrite(
            consumer -> {
              home.berth().mapping().publish(ann(2, 200));
              return ann(2, 200);
            });
    sites.everybodyKnows(ann(1, 100));
    other.berth().cluster().report(new Watermark("rm-b", "rm-a", at(150)));
    String first = home.berth().issuer().token(ann(1, 100));
    await().atMost(PATIENCE).until(() -> send(other, "GET", first).body().equals("rm-b"));

    HttpResponse<String> write = send(other, "POST", first);
    assertThat(write.body()).isEqualTo("rm-a");
    assertThat(tokens.cookieOf(write)).contains(ann(2, 200));

    String second = home.berth().issuer().token(ann(2, 200));
    assertThat(send(other, "GET", second).body()).isEqualTo("rm-a");
    assertThat(send(other, "GET", first).body()).isEqualTo("rm-a"); // another device of hers
    other.berth().mapping().evict(ANN); // and where nothing is known but the token
    assertThat(send(other, "GET", second).body()).isEqualTo("rm-a");
    other.berth().cluster().report(new Watermark("rm-b", "rm-a", at(200)));
    await().atMost(PATIENCE).until(() -> send(other, "GET", second).body().equals("rm-b"));
  }

  private static Position at(long offset) {
    return Position.of("db", new LogPoint(1, offset));
  }
}
