package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demo as {@code mvn -Pdemo} starts it, only smaller. */
class DemoIT {

  @Test
  void itShowsTheDifferenceAndLeavesNothingBehindEvenWhenItIsKilled() throws Exception {
    Path directory = ThreeNodes.options("demo", 1).directory();
    Files.createDirectories(directory);
    Path out = directory.resolveSibling("demo.out");
    Process demo = start(directory, out);
    List<ProcessHandle> nodes;
    try {
      await()
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> !demo.isAlive() || Files.readString(out).contains("Ctrl-C"));
      assertThat(demo.isAlive()).as(Files.readString(out)).isTrue();
      nodes = demo.descendants().toList();
      assertThat(nodes).as("three nodes and the authority").hasSize(4);
      String report = Files.readString(directory.resolve("report.json"));
      assertThat(report).contains("\"missesWith\": 0", "\"signups\": 24", "\"problems\": []");
      assertThat(report).doesNotContain("\"missesWithout\": 0", "null");
    } finally {
      demo.destroyForcibly();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> nodes.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void wrongPropertiesAreToldTogether() throws Exception {
    Path directory = ThreeNodes.options("wrong", 1).directory();
    Files.createDirectories(directory.getParent());
    Path out = directory.resolveSibling("wrong.out");
    Process demo = start(directory, out, "-Ddemo.lag=soon", "-Ddemo.signups=0");
    assertThat(demo.waitFor()).isEqualTo(2);
    assertThat(Files.readString(out)).contains("demo.lag = 'soon'", "demo.signups = '0'");
  }

  private static Process start(Path directory, Path out, String... others) throws IOException {
    DemoOptions options = ThreeNodes.options("demo", ThreeNodes.freePort(24_600));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            "-Ddemo.jar=" + options.jar(),
            "-Ddemo.war=" + options.war(),
            "-Ddemo.directory=" + directory,
            "-Ddemo.signups=24",
            "-Ddemo.concurrency=4",
            "-Ddemo.lag=1s",
            "-Ddemo.port=" + options.port(),
            "-Ddemo.stay=true"));
    command.addAll(List.of(others));
    command.add(Demo.class.getName());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
  }
}
