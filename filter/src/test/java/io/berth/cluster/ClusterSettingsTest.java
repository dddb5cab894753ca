package io.berth.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.settings.Settings;
import io.berth.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {
  @Test
  void withoutASettingThisNodeIsAlone() {
    ClusterSettings settings = read(Map.of());
    assertThat(settings.clustered()).isFalse();
    assertThat(settings.members()).isEmpty();
  }

  @Test
  void withoutHostsOnlyTheOwnPortIsAsked() {
    assertThat(read(Map.of("berth.cluster.bind-port", "7777")).hosts())
        .isEqualTo("127.0.0.1[7777]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "berth.cluster|udp",
        "berth.cluster.name|a b",
        "berth.cluster.bind-address|127.0.0.1\" port_range=\"9",
        "berth.cluster.bind-port|0",
        "berth.cluster.bind-port|65436",
        "berth.cluster.hosts|here",
        "berth.cluster.hosts|here[1]<x/>",
        "berth.cluster.lease|299",
        "berth.members|node=http://h:1",
        "berth.members|rm-a/node-a=http://h:1/path",
        "berth.members|rm-a/node-a=ftp://h:1",
        "berth.members|rm-a/n=http://h:1,rm-b/n=http://h:2",
        "berth.members|rm-a/n=http://u@h:1",
      })
  void wrongValueIsAProblem(String name, String value) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(name);
  }

  @Test
  void portThatOthersReachNeedsAKeyStoreOrAnExplicitNo() {
    Map<String, String> reachable =
        Map.of("berth.cluster", "tcp", "berth.cluster.bind-address", "10.0.0.1");
    assertThatThrownBy(() -> read(reachable)).hasMessageContaining("berth.cluster.keystore");
    assertThat(read(withKeystore(reachable, "open")).tls()).isEmpty();
    assertThat(read(withKeystore(reachable, "berth.p12")).tls()).isPresent();
  }

  @Test
  void keyStoresPasswordIsNeverShown() {
    ClusterSettings settings =
        read(
            Map.of(
                "berth.cluster.keystore", "berth.p12",
                "berth.cluster.keystore.password", "correct horse battery"));
    assertThat(settings.toString()).doesNotContain("horse");
    assertThat(settings.tls().toString()).doesNotContain("horse").contains("berth.p12");
    assertThat(ClusterSettings.KEYSTORE_PASSWORD.isSecret()).isTrue();
  }

  @Test
  void stackIsFilledFromTheSettings() {
    String stack =
        JGroupsStack.filled(
            read(
                Map.of(
                    "berth.cluster.bind-address", "127.0.0.9",
                    "berth.cluster.bind-port", "7777",
                    "berth.cluster.hosts", "one[1], two[2]")));
    assertThat(stack)
        .contains("bind_addr=\"127.0.0.9\"", "bind_port=\"7777\"", "=\"one[1],two[2]\"")
        .doesNotContain("${");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "berth-jgroups-tcp.xml",
        "berth-caches/berth-mapping.xml",
        "berth-caches/berth-sessions.xml",
        "berth-caches/berth-cluster.xml"
      })
  void shippedFileIsTheOneInTheJar(String file) throws Exception {
    Path shipped = Path.of("..", "server-config", "infinispan", file);
    Path packed = Path.of("src", "main", "resources", "io", "berth", "cluster", file);
    assertThat(Files.readString(shipped)).isEqualTo(Files.readString(packed));
  }

  /** A server that hears of a cache when another one has started it does not refuse for it. */
  @Test
  void serversHaveTheCachesBeforeTheyStart() throws Exception {
    Path servers = Path.of("..", "server-config", "infinispan", "infinispan.xml");
    String configuration = Files.readString(servers).replaceAll("\\s+", " ");
    for (String cache : CacheShapes.ALL) {
      assertThat(configuration)
          .contains(RemoteCaches.definition(cache).strip().replaceAll("\\s+", " "));
    }
  }

  private static Map<String, String> withKeystore(Map<String, String> values, String keystore) {
    Map<String, String> more = new HashMap<>(values);
    more.put("berth.cluster.keystore", keystore);
    return more;
  }

  private static ClusterSettings read(Map<String, String> values) {
    Settings settings = Settings.of(values);
    ClusterSettings read = ClusterSettings.read(settings);
    settings.check();
    return read;
  }
}
