package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Does what the installation page says, as it is written there. */
final class InstallationPage {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private InstallationPage() {}

  /**
   * @param test whose steps these are
   * @param environment what the page names, but for the project's own place
   * @param log what the steps say
   */
  static void follow(String test, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    Matcher steps =
        Pattern.compile("<!-- run by " + test + " -->\n```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("docs").resolve("getting-started.md")));
    assertThat(steps.find()).as("the installation page has its steps").isTrue();
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-e", "-c", steps.group(1))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    shell.environment().put("BERTH", ROOT.toString());
    shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
    shell.environment().putAll(environment);
    int ended = shell.start().waitFor();
    assertThat(ended).as(Files.readString(log)).isZero();
  }
}
