package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two managers in one real server, each in a WAR of its own: no socket between them. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class DispatchIT {
  private static final String FRONT = "front";
  private static final String SHARD = "shard";

  private final HttpClient client = HttpClient.newHttpClient();

  @Deployment(name = SHARD, order = 1, testable = false)
  static WebArchive shard() {
    return DataPlane.war("shard.war", Map.of("berth.node", "node2", "berth.manager", "us"))
        .addClass(WhoServlet.class);
  }

  /** Tomcat wants to be told that it may reach the others. */
  @Deployment(name = FRONT, order = 2, testable = false)
  static WebArchive front() {
    Map<String, String> settings =
        Map.of(
            "berth.node",
            "node1",
            "berth.manager",
            "eu",
            "berth.contexts",
            "us=/shard, ap=/nowhere, af=./inside");
    return DataPlane.war("front.war", settings)
        .addClass(WhoServlet.class)
        .addAsManifestResource(new StringAsset("<Context crossContext='true'/>"), "context.xml");
  }

  private HttpResponse<String> send(URL base, String home, String path, String form)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).header("Berth-Token", Tokens.at(home));
    request =
        form.isEmpty()
            ? request
            : request
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void everyConsumerIsAnsweredByHisManager(@ArquillianResource @OperateOnDeployment(FRONT) URL base)
      throws Exception {
    for (int i = 0; i < 20; i++) { // on one connection
      assertThat(send(base, "us", "a/b", "").body()).isEqualTo("/shard GET /a/b null 0");
      assertThat(send(base, "eu", "a/b", "").body()).isEqualTo("/front GET /a/b null 0");
    }
  }

  @Test
  void theTargetIsDecodedOnce(@ArquillianResource @OperateOnDeployment(FRONT) URL base)
      throws Exception {
    assertThat(send(base, "us", "a%20b%25?name=%C3%A9%20", "").body())
        .isEqualTo("/shard GET /a b% \u00e9  0");
  }

  @Test
  void formsAndBodiesAreReadByWhoAnswers(@ArquillianResource @OperateOnDeployment(FRONT) URL base)
      throws Exception {
    assertThat(send(base, "us", "form", "name=Ada+L.").body())
        .isEqualTo("/shard POST /form Ada L. 0");
    HttpRequest upload =
        HttpRequest.newBuilder(URI.create(base + "up"))
            .header("Berth-Token", Tokens.at("us"))
            .PUT(BodyPublishers.ofByteArray(new byte[3_000_000]))
            .build();
    assertThat(client.send(upload, BodyHandlers.ofString()).body())
        .isEqualTo("/shard PUT /up null 3000000");
  }

  @Test
  void aPathOfTheSameApplicationMayStandForAManager(
      @ArquillianResource @OperateOnDeployment(FRONT) URL base) throws Exception {
    assertThat(send(base, "af", "x", "name=y").body()).isEqualTo("/front POST /inside/x y 0");
  }

  @Test
  void whoIsNotThereIsA503AndNobodyElseAnswers(
      @ArquillianResource @OperateOnDeployment(FRONT) URL base) throws Exception {
    HttpResponse<String> answer = send(base, "ap", "x", "");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("/front", "/shard", "nowhere", "Exception");
  }

  @Test
  void theOtherApplicationIsReachedDirectlyToo(
      @ArquillianResource @OperateOnDeployment(SHARD) URL base) throws Exception {
    assertThat(send(base, "us", "a", "").body()).isEqualTo("/shard GET /a null 0");
    assertThat(send(base, "eu", "a", "").statusCode()).isEqualTo(503); // it hands nothing on
  }
}
