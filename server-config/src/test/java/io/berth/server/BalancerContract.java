package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.berth.filter.Balancer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A balancer with the shipped configuration in front of the server: what it passes on. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class BalancerContract {
  private static final int REQUESTS = 20;

  private final Balancer.Kind kind;

  BalancerContract(Balancer.Kind kind) {
    this.kind = kind;
  }

  /** The application in these tests knows nothing of Berth. */
  private Balancer inFrontOf(String node1, String node2) throws IOException {
    return Balancer.start(kind, node1, node2, Map.of("BERTH_READY", "/behind/head"));
  }

  private static Visitor visitor(Balancer balancer, URL base) throws MalformedURLException {
    return new Visitor(URI.create("http://" + balancer.authority() + base.getPath()).toURL());
  }

  private int statusWithHint(Visitor visitor, String name) throws IOException {
    return visitor.getWith("head", "Cookie: berth-node=" + kind.alias(name) + "\r\n").status();
  }

  @Deployment(testable = false)
  static WebArchive application() {
    return ShrinkWrap.create(WebArchive.class, "behind.war")
        .addClasses(HeadServlet.class, StartFilter.class);
  }

  @Test
  void aNodeThatIsDownCostsNoRequest(@ArquillianResource URL base) throws Exception {
    String nobody = "127.0.0.1:" + Balancer.freePort();
    try (Balancer balancer = inFrontOf(nobody, base.getAuthority())) {
      Visitor visitor = visitor(balancer, base);
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(visitor.get("head").status()).isEqualTo(200);
        assertThat(visitor.post("head", Map.of("a", "b")).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void theHintLeadsToItsNodeAndOnlyAHint(@ArquillianResource URL base) throws Exception {
    HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    other.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    other.start();
    String node2 = "127.0.0.1:" + other.getAddress().getPort();
    try (Balancer balancer = inFrontOf(base.getAuthority(), node2)) {
      Visitor visitor = visitor(balancer, base);
      Set<Integer> byTurns = new TreeSet<>();
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(statusWithHint(visitor, "a7")).isEqualTo(200);
        assertThat(statusWithHint(visitor, "k2")).isEqualTo(204);
        byTurns.add(statusWithHint(visitor, "forged"));
      }
      assertThat(byTurns).containsExactly(200, 204);
    } finally {
      other.stop(0);
    }
  }

  @Test
  void whatAClientSaysOfItselfEndsAtTheEdge(@ArquillianResource URL base) throws Exception {
    try (Balancer balancer = inFrontOf(base.getAuthority(), base.getAuthority())) {
      Reply reply =
          visitor(balancer, base)
              .getWith(
                  "head",
                  "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                      + "X-Forwarded-Host: evil\r\nForwarded: for=6.6.6.6\r\n");

      assertThat(reply.body())
          .contains("forwarded for: [127.0.0.1]", "forwarded proto: [http]")
          .contains("forwarded host: []", "forwarded: []");
    }
  }
}
