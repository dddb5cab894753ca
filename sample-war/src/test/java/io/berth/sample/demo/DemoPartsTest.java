package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPartsTest {

  @Test
  void everyWrongPropertyIsToldAtOnce() {
    Properties properties = properties();
    properties.setProperty("demo.signups", "many");
    properties.setProperty("demo.lag", "5");
    properties.remove("demo.port");
    assertThatThrownBy(() -> DemoOptions.read(properties))
        .hasMessageContaining("demo.signups = 'many'")
        .hasMessageContaining("demo.lag = '5'")
        .hasMessageContaining("demo.port is not set");
  }

  @Test
  void lagIsReadInSecondsAndMilliseconds() {
    assertThat(DemoOptions.duration("5s")).isEqualTo(Duration.ofSeconds(5));
    assertThat(DemoOptions.duration("800ms")).isEqualTo(Duration.ofMillis(800));
  }

  @Test
  void cookiesAreKeptReplacedAndDeletedAsABrowserDoes() {
    CookieJar jar = new CookieJar();
    assertThat(jar.header()).isEmpty();
    jar.take(List.of("a=1; Max-Age=60; Path=/", "b=\"q\"; HttpOnly"));
    jar.take(List.of("a=2; max-age=600"));
    assertThat(jar.header()).isEqualTo("a=2; b=\"q\"");
    jar.take(List.of("a=; Path=/; Max-Age=0; HttpOnly"));
    assertThat(jar.header()).isEqualTo("b=\"q\"");
  }

  @Test
  void aPercentileIsAValueThatWasMeasured() {
    Samples samples = new Samples();
    assertThat(samples.percentile(50)).isNaN();
    for (int i = 100; i >= 1; i--) {
      samples.add(i);
    }
    assertThat(samples.percentile(50)).isEqualTo(50);
    assertThat(samples.percentile(95)).isEqualTo(95);
    assertThat(samples.percentile(100)).isEqualTo(100);
  }

  @Test
  void onlyAnAnswerWithAnAccountIsAnAccount() {
    assertThat(new Reply(200, "{\"node\":\"n-a\",\"createdMillis\":17}").isAccount()).isTrue();
    assertThat(new Reply(200, "<html>").isAccount()).isFalse();
    assertThat(new Reply(404, "{\"error\":\"account not found\"}").isAccountNotFound()).isTrue();
    assertThat(new Reply(404, "<h1>Not Found</h1>").isAccountNotFound()).isFalse();
  }

  @Test
  void aLostNodeExplainsOnlyItsOwnFailures() {
    DemoNode a = DemoNode.of(0, 24000);
    DemoNode b = DemoNode.of(1, 24000);
    Tally tally = new Tally();
    tally.failed(new Failure("read", a, "rm-b", "HTTP 503"));
    tally.failed(new Failure("read", b, "rm-a", "ConnectException"));
    tally.failed(new Failure("read", a, "rm-c", "HTTP 503"));
    assertThat(tally.unexplained(List.of(b))).isEqualTo(1);
    assertThat(tally.unexplained(List.of())).isEqualTo(3);
  }

  @Test
  void theReportSaysWhatWasNotShown(@TempDir Path directory) throws Exception {
    Tally control = new Tally();
    Tally berth = new Tally();
    control.settled.set(3);
    berth.settled.set(3);
    berth.misses.set(2);
    Report report =
        new Report(
            DemoOptions.read(properties()),
            new Report.Run(control, List.of(), 1.5),
            new Report.Run(berth, List.of(), 1.5),
            3);
    assertThat(report.problems())
        .containsExactly(
            "with Berth 2 reads got \"account not found\"",
            "the control run shows no miss, so nothing was proven");
    Path file = directory.resolve("report.json");
    report.write(file);
    assertThat(Files.readString(file))
        .contains("\"missesWith\": 2", "\"missesWithout\": 0", "\"signupMillisP50Stock\": null");
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("demo.signups", "3");
    properties.setProperty("demo.concurrency", "2");
    properties.setProperty("demo.lag", "1s");
    properties.setProperty("demo.port", "24000");
    properties.setProperty("demo.stay", "false");
    properties.setProperty("demo.jar", "demo.jar");
    properties.setProperty("demo.war", "sample.war");
    properties.setProperty("demo.directory", "target/demo");
    return properties;
  }
}
