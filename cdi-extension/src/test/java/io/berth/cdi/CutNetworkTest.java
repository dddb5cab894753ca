package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network that is really cut, on namespaces of this machine's kernel (RULES M1 to M5). */
class CutNetworkTest {
  private static final List<String> NAMESPACE =
      List.of("unshare", "--user", "--map-root-user", "--net");

  @TempDir Path folder;

  /** Where the kernel gives no namespaces the test is loudly skipped; on CI it fails. */
  private static void orSkip() throws InterruptedException {
    try {
      Process trial = inNamespace("/usr/sbin/ip", "link", "add", "left", "type", "bridge");
      if (trial.waitFor() == 0) {
        return;
      }
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
    String message = "SKIPPED: no network namespaces (unshare, ip) here, so no network is cut";
    if (System.getenv("CI") != null) {
      fail(message);
    }
    System.err.println(message);
    abort(message);
  }

  private static Process inNamespace(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(NAMESPACE));
    builder.command().addAll(List.of(command));
    return builder.redirectErrorStream(true).start();
  }

  /** Two nodes against as many: neither side may decide by being more. Or against what is asked. */
  private static IntStream shapes() {
    return Arrays.stream(System.getProperty("berth.test.cut", "2").split(","))
        .mapToInt(Integer::parseInt);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void nobodyHasTwoHomesWhoLosesTheTableRegistersNobodyAndAllHealsAlone(int right)
      throws Exception {
    orSkip();
    Process network =
        inNamespace(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Processes.everything(),
            CutNetwork.class.getName(),
            folder.toString(),
            Integer.toString(right));
    String said = new String(network.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(network.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(network.exitValue()).as(said).isZero();
    said.lines().filter(line -> line.startsWith("cut network")).forEach(System.out::println);
  }
}
