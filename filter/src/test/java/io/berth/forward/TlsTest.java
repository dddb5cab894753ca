package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that are spoken to over TLS: who is believed, and what is on the wire. */
@Timeout(60)
final class TlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  @TempDir private static Path directory;
  private static TestCertificates certificates;

  private final List<SSLSession> sessions = new CopyOnWriteArrayList<>();
  private LateRig rig;
  private RawNode node;

  @BeforeAll
  static void issue() throws Exception {
    certificates =
        new TestCertificates(directory)
            .issue("n2", "dns:n2")
            .issue("uri", "uri:urn:berth:node:n2")
            .issue("n3", "dns:n3")
            .issue("host", "ip:127.0.0.1")
            .issue("late", "dns:n2", "-startdate", "-9d", "-validity", "2")
            .selfSigned("self", "dns:n2");
  }

  @BeforeEach
  void start() throws Exception {
    rig = new LateRig("https");
    node = rig.node;
    rig.settings.put("berth.forward.tls.truststore", certificates.truststore());
    rig.settings.put("berth.forward.tls.truststore.password", TestCertificates.PASSWORD);
    rig.settings.put(
        "berth.forward.connect-timeout", "8000"); // the first handshake of a JVM takes its time
    speak("n2", parameters -> {});
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private interface Change {
    void on(SSLParameters parameters);
  }

  /** Has the node show that certificate from now on. */
  private void speak(String alias, Change change) throws Exception {
    SSLContext context = certificates.server(alias);
    node.dress =
        plain -> {
          SSLSocket socket =
              (SSLSocket) context.getSocketFactory().createSocket(plain, null, 0, true);
          socket.setUseClientMode(false);
          SSLParameters parameters = socket.getSSLParameters();
          change.on(parameters);
          socket.setSSLParameters(parameters);
          socket.startHandshake();
          sessions.add(socket.getSession());
          return socket;
        };
  }

  private RawClient client(Container container) throws Exception {
    return rig.client(container::open);
  }

  private RawClient client() throws Exception {
    return client(Container.TOMCAT);
  }

  @ParameterizedTest
  @EnumSource(Container.class)
  void bodiesGoBothWaysOverOneConnectionUnchanged(Container container) throws Exception {
    node.echoing();
    StringBuilder big = new StringBuilder();
    for (int i = 0; i < 700_000; i++) {
      big.append((char) (' ' + i % 91));
    }
    try (RawClient client = client(container)) {
      for (int length : new int[] {0, 1, 16_384, 100_000, 700_000, 3}) {
        String body = big.substring(0, length);
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n");
        client.send(body);
        assertThat(client.read().body()).isEqualTo(body);
      }
    }
    assertThat(node.accepted).hasSize(1);
  }

  @Test
  void theStrongestVersionIsSpokenAndNothingIsShownUnasked() throws Exception {
    node.answering(OK);
    try (RawClient client = client()) {
      assertThat(client.get("/").read().body()).isEqualTo("ok");
    }
    SSLSession session = sessions.get(0);
    assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
    assertThat(session.getCipherSuite())
        .isIn("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");
    assertThat(session.getLocalPrincipal()).hasToString("CN=n2");
    assertThat(isAnonymous(session)).isTrue();
  }

  private static boolean isAnonymous(SSLSession session) {
    try {
      return session.getPeerPrincipal() == null;
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      return true;
    }
  }

  @Test
  void aNodeThatAsksIsShownThisNodesCertificate() throws Exception {
    rig.settings.put("berth.forward.tls.keystore", certificates.keystore("n3"));
    rig.settings.put("berth.forward.tls.keystore.password", TestCertificates.PASSWORD);
    speak("n2", parameters -> parameters.setNeedClientAuth(true));
    node.answering(OK);
    try (RawClient client = client()) {
      assertThat(client.get("/").read().body()).isEqualTo("ok");
    }
    assertThat(sessions.get(0).getPeerPrincipal()).hasToString("CN=n3");
  }

  @Test
  void aNodeThatAsksInVainAnswersNothing() throws Exception {
    speak("n2", parameters -> parameters.setNeedClientAuth(true));
    node.answering(OK);
    try (RawClient client = client()) {
      assertThat(client.get("/").read().status()).isEqualTo(502);
    }
    assertThat(node.requests).noneMatch(request -> request.startsWith("GET"));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "n2, node, true",
    "uri, node, true",
    "n3, node, false",
    "host, node, false",
    "host, host, true",
    "n2, host, false",
    "late, node, false",
    "self, node, false",
  })
  void whoIsNotThatNodeGetsNothing(String shown, String named, boolean believed) throws Exception {
    rig.settings.put("berth.forward.tls.named", named);
    speak(shown, parameters -> {});
    node.answering(OK);
    try (RawClient client = client()) {
      client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nsecret");
      assertThat(client.read().status()).isEqualTo(believed ? 200 : 503);
    }
    assertThat(node.requests.stream().anyMatch(request -> request.contains("secret")))
        .isEqualTo(believed);
    if (!believed) {
      await().untilAsserted(() -> assertThat(rig.outcomes).containsExactly(Outcome.UNREACHABLE));
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, TLSv1.2, 503", "'TLSv1.3,TLSv1.2', TLSv1.2, 200", "TLSv1.2, TLSv1.3, 503"})
  void onlyTheVersionsThatAreAllowedAreSpoken(String allowed, String spoken, int status)
      throws Exception {
    rig.settings.put("berth.forward.tls.protocols", allowed);
    speak("n2", parameters -> parameters.setProtocols(new String[] {spoken}));
    node.answering(OK);
    try (RawClient client = client()) {
      assertThat(client.get("/").read().status()).isEqualTo(status);
    }
    if (status == 200) {
      assertThat(sessions.get(0).getProtocol()).isEqualTo(spoken);
    }
  }

  @Test
  void aNodeThatSpeaksNoTlsIsNotSpokenToInTheClear() throws Exception {
    node.dress = plain -> plain;
    node.doing(connection -> node.requests.add(connection.readHead()));
    rig.settings.put("berth.forward.connect-timeout", "500");
    try (RawClient client = client()) {
      assertThat(client.get("/secret").read().status()).isEqualTo(503);
    }
    assertThat(node.requests).noneMatch(request -> request.contains("secret"));
  }

  @Test
  void anEndThatTlsDidNotSayIsACut() throws Exception {
    String open = "HTTP/1.1 200 OK\r\n\r\nuntil the end";
    node.answeringOnce(open);
    try (RawClient client = client()) {
      assertThat(client.get("/").read().body()).isEqualTo("until the end");
    }
    node.doing(
        connection -> {
          connection.readRequest();
          connection.say(open);
          node.accepted.get(node.accepted.size() - 1).close(); // the socket, below TLS
        });
    try (RawClient client = client()) {
      client.get("/");
      assertThat(client.readToEnd()).doesNotEndWith("0\r\n\r\n");
    }
    await().until(() -> rig.outcomes.contains(Outcome.BROKEN));
  }

  @Test
  void aNodeThatShowsTheRightCertificateAgainIsAskedAgain() throws Exception {
    rig.settings.put("berth.forward.failures", "1");
    rig.settings.put("berth.forward.probe-interval", "100");
    rig.settings.put("berth.forward.slow-start", "0");
    speak("n3", parameters -> {});
    node.answering(OK);
    assertThat(status()).isEqualTo(503);
    int asked = node.accepted.size();
    await().until(() -> node.accepted.size() > asked + 1); // probes, in vain
    assertThat(status()).isEqualTo(503);
    speak("n2", parameters -> {});
    await().atMost(Duration.ofSeconds(10)).until(() -> status() == 200);
  }

  /** Of a connection of its own: Tomcat closes one after a 503. */
  private int status() throws Exception {
    try (RawClient client = client()) {
      return client.get("/").read().status();
    }
  }

  @Test
  void bytesNobodyAskedForEndAConnectionUnderTlsToo() throws Exception {
    node.doing(
        connection -> {
          for (String r = connection.readRequest(); !r.isEmpty(); r = connection.readRequest()) {
            connection.say(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
          }
        });
    try (RawClient client = client()) {
      assertThat(client.get("/").read().body()).isEqualTo("ok");
      assertThat(client.get("/").read().body()).isEqualTo("ok");
    }
    assertThat(node.accepted).hasSize(2);
  }

  @Test
  void aTunnelRunsThroughTls() throws Exception {
    node.doing(
        connection -> {
          connection.readHead();
          connection.say(
              "HTTP/1.1 101 Switching\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nearly");
          connection.in.transferTo(connection.out);
        });
    try (RawClient client = client()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
      assertThat(RawClient.readHead(client.in)).startsWith("HTTP/1.1 101");
      assertThat(client.in.readNBytes(5)).asString().isEqualTo("early");
      byte[] much = new byte[300_000];
      for (int i = 0; i < much.length; i++) {
        much[i] = (byte) (i * 7 >>> 2);
      }
      Thread writer =
          new Thread(
              () -> {
                try {
                  client.send(much);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      writer.start();
      assertThat(client.in.readNBytes(much.length)).isEqualTo(much);
      writer.join();
    }
  }
}
