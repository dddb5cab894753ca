package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fragments do in the real server what their comments say. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ServerLimitsIT {
  private final HttpClient client = HttpClient.newHttpClient();

  @Deployment(testable = false)
  static WebArchive application() {
    return ShrinkWrap.create(WebArchive.class, "limits.war")
        .addClasses(HeadServlet.class, StartFilter.class);
  }

  @Test
  void filterIsStartedAtDeployment(@ArquillianResource URL base) throws Exception {
    assertThat(get(base, "a=b").body()).contains("filter started at: deployment");
  }

  @Test
  void twentyThousandCharactersOfCookiesReachTheApplication(@ArquillianResource URL base)
      throws Exception {
    HttpResponse<String> answer = get(base, "big=" + "x".repeat(19_996));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("cookie characters: 20000");
  }

  @Test
  void aHeadAboveTheLimitIsTheClientsFault(@ArquillianResource URL base) throws Exception {
    assertThat(get(base, "big=" + "x".repeat(60_000)).statusCode()).isBetween(400, 431);
  }

  private HttpResponse<String> get(URL base, String cookie)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "head")).header("Cookie", cookie).build();
    return client.send(request, BodyHandlers.ofString());
  }
}
