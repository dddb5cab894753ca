package io.berth.sample.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What both runs measured, as a table for people and a file for programs. */
final class Report {
  private final DemoOptions options;
  private final Run control;
  private final Run berth;
  private final double seconds;

  /**
   * One run.
   *
   * @param lost the nodes that ended without having been asked to
   * @param seconds from the first sign-up to the last settled consumer
   */
  record Run(Tally tally, List<DemoNode> lost, double seconds) {}

  Report(DemoOptions options, Run control, Run berth, double seconds) {
    this.options = options;
    this.control = control;
    this.berth = berth;
    this.seconds = seconds;
  }

  /** Why the demo has not shown what it is for; empty when it has. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (berth.tally.misses.get() > 0) {
      problems.add("with Berth " + berth.tally.misses.get() + " reads got \"account not found\"");
    }
    if (control.tally.misses.get() == 0) {
      problems.add("the control run shows no miss, so nothing was proven");
    }
    addRunProblems(problems, "control run", control);
    addRunProblems(problems, "run with Berth", berth);
    return problems;
  }

  private void addRunProblems(List<String> problems, String name, Run run) {
    long unexplained = run.tally.unexplained(run.lost);
    if (unexplained > 0) {
      problems.add(name + ": " + unexplained + " requests failed that no lost node explains");
    }
    if (run.lost.isEmpty() && run.tally.settled.get() < options.signups()) {
      problems.add(
          name
              + ": only "
              + run.tally.settled.get()
              + " of "
              + options.signups()
              + " consumers settled");
    }
  }

  void print(PrintStream out) {
    out.println();
    out.printf("  %-44s %12s %12s%n", "", "without", "with Berth");
    out.println("  " + "-".repeat(70));
    row(out, "sign-ups", control.tally.signUps.get(), berth.tally.signUps.get());
    row(
        out,
        "reads of one's own account, elsewhere",
        control.tally.reads.get(),
        berth.tally.reads.get());
    row(out, "  \"account not found\"", control.tally.misses.get(), berth.tally.misses.get());
    row(
        out,
        "  answered by the node that was asked",
        control.tally.local.get(),
        berth.tally.local.get());
    row(out, "  forwarded to a holder", control.tally.forwarded.get(), berth.tally.forwarded.get());
    row(out, "failed requests", control.tally.failures().size(), berth.tally.failures().size());
    times(
        out,
        "sign-up, one at a time, ms (p50)",
        50,
        control.tally.aloneMillis,
        berth.tally.aloneMillis);
    times(
        out,
        "  and the first page at another node (p50)",
        50,
        control.tally.firstPageMillis,
        berth.tally.firstPageMillis);
    String busy = "sign-up, " + options.concurrency() + " at a time, ms ";
    times(out, busy + "(p50)", 50, control.tally.signUpMillis, berth.tally.signUpMillis);
    times(out, busy + "(p95)", 95, control.tally.signUpMillis, berth.tally.signUpMillis);
    times(
        out,
        "data on every node after, ms (p50)",
        50,
        control.tally.replicationMillis,
        berth.tally.replicationMillis);
    times(
        out,
        "seen as registered after, ms (p50)",
        50,
        control.tally.releaseMillis,
        berth.tally.releaseMillis);
    times(
        out,
        "released after arrival, ms (p50)",
        50,
        control.tally.releaseAfterArrivalMillis,
        berth.tally.releaseAfterArrivalMillis);
    times(
        out,
        "released after arrival, ms (p95)",
        95,
        control.tally.releaseAfterArrivalMillis,
        berth.tally.releaseAfterArrivalMillis);
    out.println("  " + "-".repeat(70));
    out.printf(
        Locale.ROOT,
        "  without: filter off, and every workspace is made while its owner waits%n"
            + "  with:    filter on, workspaces from ready stock; replicator %d ms late%n",
        options.lag().toMillis());
    printFailures(out, "without", control);
    printFailures(out, "with Berth", berth);
  }

  private static void row(PrintStream out, String label, long without, long with) {
    out.printf("  %-44s %12d %12d%n", label, without, with);
  }

  private static void times(
      PrintStream out, String label, double percent, Samples without, Samples with) {
    out.printf("  %-44s %12s %12s%n", label, shown(without, percent), shown(with, percent));
  }

  private static String shown(Samples samples, double percent) {
    return samples.count() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.1f", samples.percentile(percent));
  }

  private static void printFailures(PrintStream out, String name, Run run) {
    run.lost.forEach(
        node -> out.println("  " + name + ": node " + node.name() + " was lost during the run"));
    run.tally
        .failuresByKind()
        .forEach((kind, count) -> out.println("  " + name + ": " + kind + ", " + count + " times"));
    if (run.tally.unsettled.get() > 0) {
      out.println("  " + name + ": " + run.tally.unsettled.get() + " consumers did not settle");
    }
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, json(fields()) + "\n");
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("signups", berth.tally.signUps.get());
    fields.put("reads", berth.tally.reads.get());
    fields.put("missesWithout", control.tally.misses.get());
    fields.put("missesWith", berth.tally.misses.get());
    fields.put("signupMillisP50Stock", berth.tally.aloneMillis.percentile(50));
    fields.put("signupMillisP50Cold", control.tally.aloneMillis.percentile(50));
    fields.put("firstPageMillisP50Stock", berth.tally.firstPageMillis.percentile(50));
    fields.put("firstPageMillisP95Stock", berth.tally.firstPageMillis.percentile(95));
    fields.put("forwarded", berth.tally.forwarded.get());
    fields.put("local", berth.tally.local.get());
    fields.put("releaseLagMillisP50", berth.tally.releaseMillis.percentile(50));
    fields.put("replicationLagMillis", berth.tally.replicationMillis.percentile(50));
    fields.put("replicatorDelayMillis", options.lag().toMillis());
    fields.put(
        "releaseAfterArrivalMillisP50", berth.tally.releaseAfterArrivalMillis.percentile(50));
    fields.put(
        "releaseAfterArrivalMillisP95", berth.tally.releaseAfterArrivalMillis.percentile(95));
    fields.put("busySignupMillisP50Stock", berth.tally.signUpMillis.percentile(50));
    fields.put("busySignupMillisP50Cold", control.tally.signUpMillis.percentile(50));
    fields.put("busySignupMillisP95Stock", berth.tally.signUpMillis.percentile(95));
    fields.put("busySignupMillisP95Cold", control.tally.signUpMillis.percentile(95));
    fields.put("concurrency", options.concurrency());
    fields.put("without", run(control));
    fields.put("with", run(berth));
    fields.put("seconds", seconds);
    fields.put("problems", problems());
    fields.put("machine", machine());
    return fields;
  }

  private static Map<String, Object> run(Run run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("signups", run.tally.signUps.get());
    fields.put("reads", run.tally.reads.get());
    fields.put("settled", run.tally.settled.get());
    fields.put("unsettled", run.tally.unsettled.get());
    fields.put("failures", run.tally.failures().size());
    fields.put("failuresByKind", run.tally.failuresByKind());
    fields.put("lostNodes", run.lost.stream().map(DemoNode::name).toList());
    fields.put("seconds", run.seconds);
    return fields;
  }

  private static Map<String, Object> machine() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("processors", Runtime.getRuntime().availableProcessors());
    fields.put("java", System.getProperty("java.version"));
    fields.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return fields;
  }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> json(String.valueOf(entry.getKey())) + ": " + json(entry.getValue()))
          .collect(Collectors.joining(",\n ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Report::json).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Double number) {
      return number.isNaN() ? "null" : String.format(Locale.ROOT, "%.1f", number);
    }
    if (value instanceof Number number) {
      return number.toString();
    }
    return "\"" + String.valueOf(value).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
