package io.berth.sample.bench.micro;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link VerdictBenchmark} and prints its figures. */
final class Verdicts {
  private static final int ITERATIONS = 5;

  private Verdicts() {}

  /**
   * @param arguments number of mappings, warm-up and window in milliseconds
   */
  public static void main(String[] arguments) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(VerdictBenchmark.class.getName())
            .param("mappings", arguments[0])
            .warmupIterations(ITERATIONS)
            .warmupTime(part(arguments[1]))
            .measurementIterations(ITERATIONS)
            .measurementTime(part(arguments[2]))
            .forks(1)
            .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    results.forEach(Verdicts::print);
    System.out.println("result end");
  }

  private static TimeValue part(String millis) {
    return TimeValue.milliseconds(Math.max(1, Long.parseLong(millis) / ITERATIONS));
  }

  private static void print(RunResult result) {
    String name = result.getPrimaryResult().getLabel();
    print(name, result.getPrimaryResult().getScore());
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    if (bytes != null) {
      print(name + ".bytes", bytes.getScore());
    }
  }

  private static void print(String name, double figure) {
    System.out.printf(Locale.ROOT, "result %s %.4f%n", name, figure);
  }
}
