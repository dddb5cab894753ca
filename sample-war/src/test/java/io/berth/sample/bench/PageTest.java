package io.berth.sample.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report and the page that is written from it. */
class PageTest {
  @TempDir private Path directory;

  private static Report report(Budget... budgets) {
    Measurement measurement = new Measurement("berth", 1024, 32, 40_000, 22, 700, 4_000, 1, 0.6, 0);
    return new Report(
        "2026-11-01T12:00:00Z",
        Map.of("cores", "2"),
        Map.of("pinned", "no"),
        Map.of("undertow", "2.4"),
        List.of(budgets),
        List.of(measurement),
        List.of(new Memory("berth", 300, 120)));
  }

  @Test
  void whatIsReadBackIsWhatWasWritten() throws Exception {
    Path file = directory.resolve("report.json");
    Report written = report(Budget.atMost("a/b", "us", 22, 20, 1.15));
    written.write(file);
    assertThat(Report.read(file)).isEqualTo(written);
  }

  @Test
  void aFigureThatCouldNotBeMeasuredMeetsNoBoundAndStillMakesAReport() throws Exception {
    Path file = directory.resolve("report.json");
    Budget unknown = Budget.atMost("a/b", "us", 22, Double.POSITIVE_INFINITY, 1.15);
    Budget missing = Budget.atLeast("c/d", "us", Double.NaN, 1, 0.97);
    report(unknown, missing).write(file);
    assertThat(Report.read(file).budgets()).noneMatch(Budget::ok);
  }

  @Test
  void aMissedBudgetIsShownAsMissed() throws Exception {
    Page.write(
        report(
            Budget.atMost("forward/undertow", "us", 30, 20, 1.15),
            Budget.atLeast("local/no-filter", "1/s", 98, 100, 0.97)),
        directory);
    assertThat(Files.readString(directory.resolve("benchmarks.md")))
        .contains("| `forward/undertow` | 30.0 | 20.0 | us | 1.50 | <= 1.15 | **missed** |")
        .contains("| `local/no-filter` | 98.0 | 100.0 | 1/s | 0.98 | >= 0.97 | ok |");
    assertThat(Files.readString(directory.resolve("bench.svg"))).contains("berth").contains("22.0");
  }
}
