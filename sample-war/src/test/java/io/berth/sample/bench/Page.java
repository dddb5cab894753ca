package io.berth.sample.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Writes {@code docs/benchmarks.md} and its chart from a report; nothing in them is typed by hand.
 */
final class Page {
  private final StringBuilder text = new StringBuilder();

  private Page() {}

  static void write(Report report, Path directory) throws IOException {
    Page page = new Page();
    page.intro(report);
    page.budgets(report);
    page.measurements(report);
    page.memory(report);
    page.limits();
    Files.writeString(directory.resolve("benchmarks.md"), page.text);
    Files.writeString(directory.resolve("bench.svg"), Chart.of(report));
    System.out.println("written: " + directory.resolve("benchmarks.md"));
  }

  private void intro(Report report) {
    text.append(
        """
        # Benchmarks

        Written by `mvn -Pbench -Dbench.docs=true` from one run's `sample-war/target/bench/report.json`; change nothing here by hand. Ratios are what counts:
        both sides of each were measured in the same run, in turn. A run takes about 40 minutes on a quiet machine with two cores.

        | to | add |
        |---|---|
        | run some parts | `-Dbench.only=verdict,mapping,sites,claim,body,stream,local,forward` |
        | compare some nodes | `-Dbench.nodes=berth,undertow` |
        | be quick, and know less | `-Dbench.warmup=5s -Dbench.window=2s -Dbench.bodies=1k -Dbench.connections=32` |
        | fail the build on a missed budget | `-Dbench.strict=true` |
        | write this page again from the last report | `-Dbench.only=docs` |

        The load generator and three backends share one thread on one core and check every answer: status, length, and that the right backend gave it. The node
        under test is a process of its own on another core. Every node routes by a cookie and streams; all get the same request bytes.

        ![CPU time for each request](bench.svg)

        """);
    text.append("| run | |\n|---|---|\n| date | ").append(report.date()).append(" |\n");
    rows(report.machine());
    rows(report.rig());
    rows(report.versions());
  }

  private void rows(Map<String, String> values) {
    values.forEach((name, value) -> line("| %s | %s |", name, value));
  }

  private void budgets(Report report) {
    text.append(
        "\n## Budgets\n\n| budget | Berth | limit | unit | ratio | must be | |\n|---|---|---|---|---|---|---|\n");
    for (Budget budget : report.budgets()) {
      line(
          "| `%s` | %.1f | %.1f | %s | %.2f | %s | %s |",
          budget.name(),
          budget.value(),
          budget.limit(),
          budget.unit(),
          budget.ratio(),
          budget.bound(),
          budget.ok() ? "ok" : "**missed**");
    }
  }

  private void measurements(Report report) {
    text.append(
        """

        ## All nodes

        CPU is the node's, user and system, for each answer. Where the node's core was not busy, something else was the limit, and the rate says little.

        | node | body | connections | CPU us | answers/s | p50 ms | p99 ms | node busy | load busy | errors |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (Measurement m : report.measurements()) {
      line(
          "| %s | %s | %d | %.1f | %.0f | %s | %s | %.0f %% | %.0f %% | %d |",
          m.node(),
          Options.name(m.bodyBytes()),
          m.connections(),
          m.cpuMicros(),
          m.perSecond(),
          millis(m.p50Micros()),
          millis(m.p99Micros()),
          m.nodeBusy() * 100,
          m.loadBusy() * 100,
          m.errors());
    }
  }

  /** No answer came whole in a window that was shorter than one. */
  private static String millis(double micros) {
    return Double.isNaN(micros) ? "-" : String.format(Locale.ROOT, "%.2f", micros / 1000);
  }

  private void memory(Report report) {
    text.append("\n## Memory\n\n| node | most resident MiB | most heap MiB |\n|---|---|---|\n");
    for (Memory memory : report.memory()) {
      line("| %s | %.0f | %.0f |", memory.node(), memory.peakResidentMib(), memory.peakHeapMib());
    }
  }

  /** What no run can say of itself; figures here are of the day they were found. */
  private void limits() {
    text.append(
        """

        ## What limits, and what was tried

        The run of 22 November 2026 shared its two cores with builds (a load of 8 to 14) and ran at a raised priority (nice -10) with short windows, so its ratios are
        rough: the filter does not make a request cheaper, as the local part says. Every part has to be measured again alone.

        Found with `perf` on the node's process and with the counts of thread switches in `/proc`, 22 November 2026, 1 KiB answers, 32 connections.

        **Forwarding.** Sealing a new hop header for every request was 4 of 60 us and most of the garbage; one is shared by the forwards of a second now, and
        runs of one node found 55 to 60 us before and 40 after, not side by side and not under the same load. Of what is left more than half is the kernel's: four socket calls for each request, which every
        proxy makes, and thread switches, which those that serve a connection on one thread do not have. Tomcat hands a request to its threads twice, when it
        comes and when an asynchronous answer is complete. That costs 0.6 switches for each request on a core of its own and 1.5 to 2 where other processes
        compete (Tomcat alone 0.2, Undertow 0.03), so a busy machine makes Berth look worse than the others, and ratios of such a run are not the node's.

        | tried | CPU us for each request | kept |
        |---|---|---|
        | the first write to the node by the container's thread, so that the loop only meets answers | 47.5 against 47.1 | no |
        | completing all answers of a turn of the loop at its end | 60 against 47 | no |
        | that, and yielding before each turn of the loop, so that more is ready | 46 against 40, not side by side | no |

        **Larger bodies and many connections.** Behind the servlets on Jetty at 64 KiB and 10 MiB, and behind HTTP-Proxy-Servlet at 512 connections. Not profiled yet.
        Read from the code, not measured: a body goes through a buffer on the heap on its way in (which the JDK fills from one of its own) and through Tomcat's on its
        way out; with 512 connections Tomcat's 200 threads wait in one queue that both hand-overs go through.

        **Verdict and route.** With the token remembered nothing is left for the collector. The time is memory: a consumer's Cookie line is compared with the one
        remembered (20 %), the mapping is read (30 %), and what is known of the token and its verdict is looked at (29 %), each of them cold among many consumers,
        while the bare `get` has its key at hand. Where the core's caches are shared with other work the ratio grows.

        **Mappings.** On 25 November 2026, alone on the machine: with 10^7 consumers in one node's memory each takes 298 bytes above its id, and a look-up 725 ns where the bare
        `get` takes 655 (with 10^3 they are 21 and 17). In a cluster a consumer takes 280 bytes on a node where all nodes keep all, and 293 where two of them do. A second node has
        200 000 mappings 3.0 s after its start, or 1.9 s where two keep each; a node of another site has 100 000 after 1.4 s, by packets. A thousand sign-ups a second are 18 packets
        a second and seen at the other site after 32 ms (60 ms for 99 in 100). They cost 214 us of processor time each, of both sites and of a watcher that looks ten thousand times
        a second; the bound of 200 was set before anybody had measured, and what the watcher takes was not measured by itself.

        **A thousand million consumers**, on paper, from these figures. A mapping of 293 bytes and an id of 26 characters (72 bytes) are 365 bytes; two copies of 10^9 are 730 GB, or 18
        nodes with 40 GB of mappings each. A node that joins them gets a ninth part of 10^9, at the 66 000 to 100 000 a second seen here in 19 to 28 minutes; until then it asks the others.
        With `berth.mapping.keep=registering` the same sign-ups, proven everywhere within a minute, are 60 000 mappings and 22 MB: then tokens route the rest, and the authority is asked
        for those who come without one. What does not scale is comparing: a digest looks at every mapping of the cluster, which at the 725 ns of a look-up is twelve minutes for 10^9, and a
        snapshot by packets would take four hours. So sites of that size are cells of up to 10^8 each, with an interval of hours.

        **Claims.** One statement claims and one binds; pgbench sends the same ones. The milliseconds were measured beside builds, and what a durable commit costs on
        this disk was not measured by itself, so nothing is known yet of the two bounds that are missed.
        """);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
