package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.model.Watermark;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Three managers in one cluster, two in Europe and one in America, and a front router for each way
 * to say which of them count.
 */
class ScopeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");
  private static final Map<String, String> SCOPES = new LinkedHashMap<>();

  static {
    SCOPES.put("all", "all");
    SCOPES.put("location", "location:eu");
    SCOPES.put("managers", "managers:rm-c");
    SCOPES.put("home", "home");
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final ClusterOfSites sites = new ClusterOfSites("scopes");
  private final Map<String, Site> fronts = new LinkedHashMap<>();

  @AfterEach
  void stop() throws Exception {
    sites.close();
  }

  private static Association ann(long version, Position position, String... acknowledgedBy) {
    return new Association(
        ANN, "rm-a", List.of(), version, 1, position, Set.of(acknowledgedBy), false);
  }

  /** Who answers reads that come to a front router, once it thinks so of the verdict. */
  private Set<String> answering(String scope) throws Exception {
    Site front = Objects.requireNonNull(fronts.get(scope));
    String token = front.berth().issuer().token(ann(1, Position.UNKNOWN));
    Set<String> answering = new TreeSet<>();
    for (int i = 0; i < 24; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(front.url("/"))).header("Berth-Token", token).build();
      answering.add(client.send(request, BodyHandlers.ofString()).body());
    }
    return answering;
  }

  @Test
  void readsGoToEveryManagerInScopeThatIsProvenAndToNoOther() throws Exception {
    sites.add("rm-a", "node-a", Map.of("berth.location", "eu"));
    Site b = sites.add("rm-b", "node-b", Map.of("berth.location", "eu"));
    Site c = sites.add("rm-c", "node-c", Map.of("berth.location", "us"));
    for (Map.Entry<String, String> scope : SCOPES.entrySet()) {
      Map<String, String> front = Map.of("berth.capacity", "0", "berth.scope", scope.getValue());
      fronts.put(scope.getKey(), sites.add("front", "front-" + scope.getKey(), front));
    }
    sites.awaitManagers("rm-a", "rm-b", "rm-c");

    sites.everybodyKnows(ann(1, Position.UNKNOWN));
    assertThat(answering("all")).containsExactly("rm-a");
    assertThat(answering("location")).containsExactly("rm-a");
    assertThat(answering("managers")).containsExactly("rm-a");
    assertThat(answering("home")).containsExactly("rm-a");

    sites.everybodyKnows(ann(1, Position.UNKNOWN, "rm-b"));
    assertThat(answering("all")).containsExactly("rm-a"); // rm-c is missing
    assertThat(answering("location")).containsExactly("rm-a", "rm-b");
    assertThat(answering("managers")).containsExactly("rm-a");

    sites.everybodyKnows(ann(1, Position.UNKNOWN, "rm-b", "rm-c"));
    assertThat(answering("all")).containsExactly("rm-a", "rm-b", "rm-c");
    assertThat(answering("location")).containsExactly("rm-a", "rm-b");
    assertThat(answering("managers")).containsExactly("rm-a", "rm-c");
    assertThat(answering("home")).containsExactly("rm-a");

    // A write takes all others out, until their watermarks have passed it.
    Position written = Position.of("db", new LogPoint(1, 500));
    sites.everybodyKnows(ann(2, written));
    SCOPES.keySet().forEach(scope -> assertThat(answeringOf(scope)).containsExactly("rm-a"));
    c.berth().cluster().report(new Watermark("rm-c", "rm-a", written));
    await().atMost(PATIENCE).until(() -> answering("managers").equals(Set.of("rm-a", "rm-c")));
    assertThat(answering("all")).containsExactly("rm-a");
    b.berth().cluster().report(new Watermark("rm-b", "rm-a", written));
    await().atMost(PATIENCE).until(() -> answering("all").equals(Set.of("rm-a", "rm-b", "rm-c")));
    assertThat(answering("home")).containsExactly("rm-a");
  }

  private Set<String> answeringOf(String scope) {
    try {
      return answering(scope);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
