package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.identifier.KeyRing;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import io.berth.mapping.Lookup;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A front router whose picture is old asks the wrong node, learns, and asks the right one. */
class MisdirectedTest {
  private static final ConsumerId ANN = ConsumerId.of("ann@example.org");
  private static final Purpose[] OTHERS = {Purpose.CONSUMER, Purpose.HOP};

  private final Deque<Site> sites = new ArrayDeque<>();
  private final Sealer sealer = new Sealer(KeyRing.parse("development"), new SecureRandom());

  @AfterEach
  void stop() throws Exception {
    for (Site site : sites) {
      site.close();
    }
  }

  private static Association association(String home, long version) {
    return new Association(ANN, home, List.of(), version, 1, Position.UNKNOWN, Set.of(), false);
  }

  private Site node(String manager) throws Exception {
    int port = Site.freePort();
    Site site = Site.start(port, new CountingServlet(manager), Site.node(manager, port));
    sites.push(site);
    return site;
  }

  /** Thinks that ann is at rm-a; she has moved to rm-b, which rm-a knows. */
  private Site front(Site... nodes) throws Exception {
    int port = Site.freePort();
    Map<String, String> settings = Site.node("front", port);
    settings.put("berth.capacity", "0");
    StringBuilder members = new StringBuilder();
    for (Site each : nodes) {
      String manager = each.berth().manager().name();
      members.append(members.isEmpty() ? "" : ",");
      members.append(manager).append("/node-").append(manager).append('=').append(each.url(""));
    }
    settings.put("berth.members", members.toString());
    Site front = Site.start(port, new CountingServlet("front"), settings);
    sites.push(front);
    await().until(() -> !front.berth().cluster().current().readyNodes("rm-a").isEmpty());
    return front;
  }

  private HttpResponse<String> send(Site to, HttpRequest.Builder request) throws Exception {
    String token = to.berth().issuer().token(association("rm-a", 1));
    return HttpClient.newHttpClient()
        .send(request.header("Berth-Token", token).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(Site site) {
    return HttpRequest.newBuilder(URI.create(site.url("/account")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60_000})
  void aRequestFindsTheRightNodeAtTheSecondTryAndTheNextOneAtTheFirst(int bytes) throws Exception {
    Site a = node("rm-a");
    Site b = node("rm-b");
    Site front = front(a, b);
    a.berth().mapping().publish(association("rm-b", 2));
    b.berth().mapping().publish(association("rm-b", 2));

    HttpResponse<String> answer =
        send(front, to(front).POST(BodyPublishers.ofByteArray(new byte[bytes])));

    assertThat(answer.body()).isEqualTo("rm-b POST " + bytes);
    assertThat(answer.headers().firstValue(Packets.HEADER)).isEmpty();
    assertThat(front.berth().mapping().find(ANN))
        .isEqualTo(new Lookup.Found(association("rm-b", 2)));
    assertThat(a.misdirected()).isEqualTo(1);
    assertThat(send(front, to(front)).body()).isEqualTo("rm-b GET 0");
    assertThat(a.misdirected()).isEqualTo(1);
  }

  @Test
  void aBodyThatIsGoneIsNotMadeUpAgainButTheNextRequestIsRight() throws Exception {
    Site a = node("rm-a");
    Site b = node("rm-b");
    Site front = front(a, b);
    a.berth().mapping().publish(association("rm-b", 2));
    b.berth().mapping().publish(association("rm-b", 2));

    HttpRequest.BodyPublisher much = BodyPublishers.ofByteArray(new byte[3_000_000]);
    HttpResponse<String> answer = send(front, to(front).POST(much));
    if (answer.statusCode() != 200) { // 200 when rm-a was faster than the body
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
    await()
        .untilAsserted(
            () ->
                assertThat(send(front, to(front).POST(much)).body())
                    .isEqualTo("rm-b POST 3000000"));
  }

  @Test
  void twoWrongNodesAreAskedAndNoThird() throws Exception {
    Site a = node("rm-a");
    Site b = node("rm-b");
    Site front = front(a, b);
    a.berth().mapping().publish(association("rm-b", 2));
    b.berth().mapping().publish(association("rm-a", 3));

    HttpResponse<String> answer = send(front, to(front));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue(Packets.HEADER)).isEmpty();
    assertThat(a.misdirected() + b.misdirected()).isEqualTo(2);
  }

  @Test
  void aNodeThatIsDownCostsNoRequestWhereAnotherOneMayAnswer() throws Exception {
    Site a = node("rm-a");
    int gone = Site.freePort();
    int port = Site.freePort();
    Map<String, String> settings = Site.node("front", port);
    settings.put("berth.capacity", "0");
    settings.put(
        "berth.members",
        "rm-a/node-gone=http://127.0.0.1:" + gone + ",rm-a/node-rm-a=" + a.url(""));
    Site front = Site.start(port, new CountingServlet("front"), settings);
    sites.push(front);
    await().until(() -> front.berth().cluster().current().readyNodes("rm-a").size() == 2);
    for (int i = 0; i < 20; i++) {
      byte[] body = new byte[i * 1_000];
      HttpRequest.Builder post = to(front).POST(BodyPublishers.ofByteArray(body));
      assertThat(send(front, post).body()).isEqualTo("rm-a POST " + body.length);
    }
  }

  @Test
  void aRequestThatComesBackToItsSenderEndsThere() throws Exception {
    Site a = node("rm-a");
    HttpResponse<String> answer = send(a, to(a).header(Hop.HEADER, a.berth().hop().seal()));
    assertThat(answer.statusCode()).isEqualTo(508);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void aNodeWhoseAddressLeadsBackToTheSenderIsALoopThatEnds() throws Exception {
    int port = Site.freePort();
    Map<String, String> settings = Site.node("front", port);
    settings.put("berth.capacity", "0");
    settings.put("berth.members", "rm-a/node-rm-a=http://127.0.0.1:" + port);
    Site front = Site.start(port, new CountingServlet("front"), settings);
    sites.push(front);
    await().until(() -> !front.berth().cluster().current().readyNodes("rm-a").isEmpty());
    assertThat(send(front, to(front)).statusCode()).isEqualTo(508);
  }

  @Test
  void onlyAWholeFreshPacketOfThatConsumerIsBelieved() {
    Packets packets = new Packets(sealer, Clock.systemUTC());
    Association record = association("rm-b", 2);
    String sealed = packets.seal(record).orElseThrow();
    assertThat(packets.open(sealed, ANN)).hasValue(record);
    assertThat(packets.open(sealed, ConsumerId.of("bob"))).isEmpty();
    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      // the last character may hold bits that mean nothing
      assertThat(i == sealed.length() - 1 || packets.open(changed, ANN).isEmpty()).isTrue();
      assertThat(packets.open(sealed.substring(0, i), ANN)).isEmpty();
    }
    for (Purpose other : OTHERS) {
      byte[] content = ByteBuffer.allocate(64).putLong(Long.MAX_VALUE).array();
      assertThat(packets.open(sealer.seal(other, content), ANN)).isEmpty();
    }
    assertThat(packets.open(sealer.seal(Purpose.PACKET, new byte[3]), ANN)).isEmpty();
    assertThat(packets.open(sealer.seal(Purpose.PACKET, garbage()), ANN)).isEmpty();
    Clock later = Clock.fixed(Instant.now().plusSeconds(31), ZoneOffset.UTC);
    assertThat(new Packets(sealer, later).open(sealed, ANN)).isEmpty();
  }

  private static byte[] garbage() {
    return ByteBuffer.allocate(40).putLong(Long.MAX_VALUE).put((byte) 0xff).array();
  }
}
