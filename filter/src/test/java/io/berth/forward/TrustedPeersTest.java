package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedPeersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 10.0.0.1 | false",
        "10.0.0.1 | 10.0.0.1 | true",
        "10.0.0.1 | 10.0.0.2 | false",
        "10.0.0.0/8 | 10.255.255.255 | true",
        "10.0.0.0/8 | 11.0.0.0 | false",
        "10.0.0.0/9 | 10.128.0.0 | false",
        "10.0.0.0/9 | 10.127.9.9 | true",
        "0.0.0.0/0 | 8.8.8.8 | true",
        "0.0.0.0/0 | ::1 | false",
        "::1 | 0:0:0:0:0:0:0:1 | true",
        "2001:db8::/32, 10.0.0.1 | 2001:db8:ffff::1 | true",
        "2001:db8::/33 | 2001:db8:8000::1 | false",
        "fe80::/10 | fe80::1%eth0 | true",
        "10.0.0.1 | nonsense | false",
        "10.0.0.1 | '' | false",
      })
  void whoIsTrusted(String peers, String address, boolean trusted) {
    assertThat(TrustedPeers.parse(peers).contains(address)).isEqualTo(trusted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"proxy.example", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.1/x", "300.1.1.1"})
  void whatIsNoAddressIsAProblem(String text) {
    assertThatThrownBy(() -> TrustedPeers.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
