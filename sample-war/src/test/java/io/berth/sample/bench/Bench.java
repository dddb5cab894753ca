package io.berth.sample.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs every part that was asked for, writes the report, and says loudly what was missed. */
final class Bench {
  /** The lag of a release takes its place here one day; a test holds it against its bound. */
  private static final List<Part> PARTS =
      List.of(
          new VerdictPart(),
          new MappingPart(),
          new ContainerPart(),
          new JoinPart(),
          new SitesPart(),
          new PacketsPart(),
          new ClaimPart(),
          new BodyPart(),
          new StreamPart(),
          new LocalPart(),
          new ForwardPart());

  private static final String DOCS = "docs";

  private Bench() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.read();
    Path file = options.output().resolve("report.json");
    boolean onlyDocs = options.only().equals(Set.of(DOCS));
    Report report = onlyDocs ? Report.read(file) : measure(options, file);
    if (onlyDocs || options.docs()) {
      Page.write(report, options.pages());
    }
    List<Budget> missed = report.budgets().stream().filter(budget -> !budget.ok()).toList();
    missed.forEach(budget -> System.out.println(budget.line()));
    System.out.printf("%d of %d budgets missed%n", missed.size(), report.budgets().size());
    System.exit(options.strict() && !missed.isEmpty() ? 1 : 0);
  }

  /** What is found is written after each part: whatever ends the run, the parts before it count. */
  private static Report measure(Options options, Path file)
      throws IOException, InterruptedException {
    Cores cores = Cores.pinThisProcess();
    Findings findings = new Findings();
    try (Rig rig = new Rig(options, cores, findings)) {
      for (Part part : PARTS) {
        if (options.wants(part.name())) {
          System.out.println("== " + part.name());
          long began = System.nanoTime();
          part.run(rig);
          System.out.printf(
              "== %s took %d s%n", part.name(), (System.nanoTime() - began) / 1_000_000_000);
          report(options, cores, findings).write(file);
        }
      }
    }
    System.out.println("report: " + file);
    return report(options, cores, findings);
  }

  private static Report report(Options options, Cores cores, Findings findings) throws IOException {
    return new Report(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        Machine.shape(),
        rig(options, cores),
        findings.versions(),
        findings.budgets(),
        findings.measurements(),
        findings.memory());
  }

  private static Map<String, String> rig(Options options, Cores cores) {
    Map<String, String> rig = new LinkedHashMap<>();
    rig.put("pinned", cores.pinned() ? "node to one core, load and backends to another" : "no");
    rig.put(
        "warm-up", options.warmup().toSeconds() + " s for each node, then until none gets faster");
    rig.put("window", options.windows() + " of " + options.window().toSeconds() + " s, or thirds");
    rig.put("ratio", "of the round whose ratio is the median");
    rig.put("node JVM", String.join(" ", Rig.JVM));
    return rig;
  }
}
