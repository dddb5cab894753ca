package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is set up wrongly does not start. */
class RefusalIT {

  @Test
  void everyWrongSettingIsListedAndNothingListens() throws Exception {
    DemoOptions options = ThreeNodes.options("refusal", ThreeNodes.freePort(24_900));
    Path application = ThreeNodes.application("refusal");
    Path log = options.directory().resolve("node.log");
    Map<String, String> wrong =
        Map.of(
            "BERTH_KEYS", "short:AAAA",
            "BERTH_ADDRESS", "nowhere",
            "BERTH_POOL_TARGET", "many",
            "BERTH_REPLICATION_DELAY", "-1",
            "BERTH_NODE", "no name");
    ProcessBuilder node =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath(options),
            NodeMain.class.getName(),
            Integer.toString(options.port()),
            application.toString(),
            options.directory().resolve("work").toString());
    node.environment().putAll(wrong);
    node.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = node.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isNotZero();
    String said = Files.readString(log);
    assertThat(List.of("berth.keys", "berth.address", "berth.node")).allMatch(said::contains);
    assertThat(said).as("secrets are hidden").doesNotContain("short:AAAA");
  }

  /** As little as the demo gives its nodes. */
  private static String classPath(DemoOptions options) {
    return String.join(
        File.pathSeparator,
        options.jar().toString(),
        ClassPath.jar("tomcat-embed-core-").toString(),
        ClassPath.jar("tomcat-embed-websocket-").toString(),
        ClassPath.jar("tomcat-annotations-api-").toString());
  }
}
