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
        | run some parts | `-Dbench.only=verdict,mapping,container,join,sites,packets,claim,body,stream,local,forward` |
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

        The run of the table was alone on its two cores. Each node was warmed up for 25 s in five rounds, each with a rest behind it until no node compiled, and in more rounds until none
        got faster by 5 % (eleven in all). The machine is a shared one: windows of one node differ by up to 40 %. So nodes are compared round by round, in nine rounds of windows of a second
        (10 MiB: three of three), and the round whose ratio is the median counts. Against HTTP-Proxy-Servlet the nine of
        1 KiB over 32 connections were 0.41 to 1.11, so a ratio is good to about a tenth. Until 30 November medians were compared that each node had by itself, after 25 s of warm-up:
        2.3 times Tomcat and 1.4 times Undertow were said of the same classes then.

        **Forwarding, 1 KiB, 32 connections: all four bounds are missed**: 1.89 times Tomcat by itself (of 1.8), 1.29 times Undertow's own proxy (of 1.15), 0.62 times Jetty's servlet
        (of 0.55) and 0.72 times HTTP-Proxy-Servlet (of 0.4). The last no servlet can keep: 0.38 times HTTP-Proxy-Servlet is what Tomcat takes to answer by itself.

        What a forward is made of, by `perf` on the node alone, 26 800 forwards a second of 37 us: writing to the client 13 % and to the node 12 %, reading from both 7 %, of all that the
        kernel's part of them 37; Tomcat's first pass without the filter 16 %, Berth's filter, verdict, route and the head for the node 12 %, Tomcat's second pass, in which it ends the
        request on a thread of its pool, 9 %; its poller 6 %; the loop besides its write, with the node's head read and handed on, 12 %; the compilers 8 %. A busy node has 0.7
        thread switches for each answer. So beside what Tomcat does for an answer of its own a forward has a write and a read more, a head to make and one to read, a second pass and a loop:
        some 19 us of it. 1.8 times would leave 14. The second pass and the loop, some 7 us, could be saved by whoever has the thread that took the request wait for the node, which Berth does not
        do, for a slow node would hold all threads; and by whoever is the server, as Undertow's proxy is.

        The other part is the compiler's. `-XX:+LogCompilation` shows that most of a forward's methods are compiled by C2 20 to 28 s after the start, for on one core the compiler gets what 30
        threads leave it; that each change of load has methods made anew, for what a connection's end or a minute's end does had been left out of them (Tomcat's poller, the JDK's selector,
        and here `NodeAddress.resolve` and `Latencies.turn`); and that it is over after some 90 s. Jetty's and HTTP-Proxy-Servlet's take as long. And what it makes differs from start to start:
        Tomcat's parser of headers took 1.4 us of a request in one process and 4.0 in another, each for as long as it ran.

        What follows was found on 25 November 2026 with this harness, one part at a time, on two cores of a shared machine (Intel Xeon, 2.6 GHz), with `perf` on the
        node's process and the counts of thread switches in `/proc`. Windows were 1.5 to 5 s after a warm-up of 8 to 15 s: good enough to compare the nodes of one line
        with each other, not more.

        **512 connections.** A forward under way holds Tomcat's objects for a request, but no thread. Tomcat keeps 200 of them for reuse and made the others anew: 35 MiB
        survived each young collection, and the collector took 22 % of the core. With `processorCache="1000"`, as in `server-config/tomcat` and on every Tomcat here,
        it was 58 us instead of 91 (HTTP-Proxy-Servlet in that run 71). What remains above the 30 us of 32 connections is not the collector's (1.5 %) and spread over all
        of Tomcat and Berth, as cache misses are: each connection has objects of its own.

        **64 KiB.** 5.6 thread switches for each answer: an answer keeps the selector's thread busy for longer than it takes the next event to come, so each event wakes a
        thread and interrupts that one. Switching and waking took 30 %, and 28 % the nine writes for each answer, for Tomcat writes 8 KiB at a time whatever it is given
        (`socket.appWriteBufSize`). Since 29 November every Tomcat here has 32 KiB, as in `server-config/tomcat`. Since the 30th an answer of more than 8 KiB has a buffer at
        Tomcat for all that is read at once (see [decisions](decisions.md)): an answer of 10 MiB, 80 pieces, is left with 10 thread switches. Over 512 connections that
        costs 1.05 times what HTTP-Proxy-Servlet takes, which has 200 answers under way where Berth has 512: it is not the room, for with 24 KiB read at once instead of 120 it was 1.03 times
        beside 1.03 (and over 32 connections 10 MiB took 1.31 times instead of 0.94). 1 KiB took 1.02 times. 10 MiB
        took 1.07 times over 32 connections and 1.11 over 512, where they had taken 0.83 and 1.04 in the run before: the three rounds were 1.10,
        1.07 and 0.90, and 1.02, 1.11 and 1.31, which says no more than that the two are near each other.

        | tried | CPU us for each answer | kept |
        |---|---|---|
        | the first write to the node by the container's thread, so that the loop only meets answers | 47.5 against 47.1 | no |
        | completing all answers of a turn of the loop at its end: 1 KiB; 64 KiB; 64 KiB, 512 connections | 29 against 33; 138 against 126; 151 against 171 | no |
        | container threads wait while the loop is 64 forwards behind: 512 connections, 1 KiB; 64 KiB | 57 against 59; 176 against 171 | no |
        | buffers outside the heap, handed to Tomcat's stream as they are: 10 MiB, measured together with flushing in turn | 15,900 against 16,600 | no |
        | flushing when no more is at hand, instead of after every read: 1 KiB; 64 KiB; 10 MiB | 66 against 69; 136 against 147; 15,300 against 17,700 | yes |
        | 64 KiB at a time written by Tomcat instead of 8: 64 KiB; 10 MiB (HTTP-Proxy-Servlet on the same: 260 against 534; 8,500 against 14,700) | 237 against 406; 18,700 against 26,000 | 32 KiB |
        | with that 512 KiB at a time read from the node instead of 128, or 32: 10 MiB | 16,900 or 33,700 against 18,700 | no: it is held for a client that is slow |
        | a buffer at Tomcat for all that is read at once, and a flush behind it, on 30 November: 64 KiB; 10 MiB (HTTP-Proxy-Servlet in that run 271; 9,010) | 206 against 245; 8,890 against 16,700 the day before | yes |
        | on Tomcat no write listener for what fits into its buffer, on 30 November: 1 KiB, seven windows of each in one run | 47.4 against 51.0 | yes |
        | a library's client instead of ours: see [decisions](decisions.md) | | no |

        **Verdict and route: missed, 4.2 and 4.4 times a bare `get` of 2** in the run of the table, 3.0 and 3.3 in the one before. Nothing is left for the collector but, in some runs, the 24
        bytes of one `Arrival`, which the compiler makes on the stack in others. All that is known of a Cookie line is one object, which holds the very string that the
        cache has as its key. Parts measured beside each other with three iterations of a second, where the whole takes 418 ns and the bare `get` 152: identifying without that `get`
        126 ns, the route 72, the rest (68) what they cost each other in caches. Identifying searches the request's line (some 250 characters) for the token, compares it and asks the clock
        whether the token has expired; the router looks at the record again, for it trusts no verdict. Without the router's look it would be 2.5 times. All of it is 1 % of
        a forward.

        **A request that stays here: missed**, 0.96 of the throughput (of 0.97) and 1.05 times the CPU time (of 1.03). The same servlet stands behind the filter and, in the same process,
        behind none, for two starts of one Tomcat differ by more than the filter takes (see [decisions](decisions.md)). Four other runs on 30 November: 1.08, 1.09, 1.11 and 1.11 times, 0.90
        to 0.92 of the throughput. By Flight Recorder's samples (each 5 ms, with `DebugNonSafepoints`) the filter took 1.5 us of 16 then: the rules 0.6, of it 0.16 to look at each character of the
        cookie, which is gone since; naming the consumer 0.4, of it the mapping 0.15; what is remembered of the request, and its end, 0.4. To be within 3 % it would have to take
        less than 0.5. It asks Tomcat for a header eight times, each time through all lines (35 to 50 ns): that alone are 0.3. To an answer that takes 100 us it adds 1.5 %.

        **Mappings.** On 25 November 2026, alone on the machine: with 10^7 consumers in one node's memory each takes 298 bytes above its id, and a look-up 725 ns where the bare
        `get` takes 655 (with 10^3 they are 21 and 17). In a container of WildFly's (`berth.cluster=jndi`) mappings are text, because the server's marshaller does not know the
        application's classes: less memory, and a look-up reads the text, which is what its 5.5 us among 10^6 were on 29 November. Since a record is read without regular expressions and streams that
        takes a third less: 2.1 to 2.4 us among 10^5 instead of 3.2 to 3.4, two runs of each in turn (2.8 us among 10^6 in the run of the table). A near copy of `berth.cluster=hotrod` takes 525 bytes with its id: 53 MB
        for the 100 000 of the default, as `mvn verify -pl filter -Dtest=NamesTest -Dit.test=RemoteCachesIT -Dberth.test.near=100000` said on 30 November. `join` counts from the start of the process until the node
        says that it is ready: 6 s of it are the JVM, Tomcat and the cluster (11 on the slower machine of the day before), with 10^3 mappings as with 10^4; a million more mappings add 8 s. A thousand sign-ups a second cost
        145 us of processor time each, of both sites together and of making them; the 218 of before had a watcher in it that looks ten thousand times a second, and 76 are the same two
        processes with nothing to tell.

        **A thousand million consumers**, on paper, from these figures. A mapping of 293 bytes and an id of 26 characters (72 bytes) are 365 bytes; two copies of 10^9 are 730 GB, or 18
        nodes with 40 GB of mappings each. A node that joins them gets a ninth part of 10^9, at the 66 000 to 100 000 a second seen here in 19 to 28 minutes; until then it asks the others.
        With `berth.mapping.keep=registering` the same sign-ups, proven everywhere within a minute, are 60 000 mappings and 22 MB: then tokens route the rest, and the authority is asked
        for those who come without one. What does not scale is comparing: a digest looks at every mapping of the cluster, which at the 725 ns of a look-up is twelve minutes for 10^9, and a
        snapshot by packets would take four hours. So sites of that size are cells of up to 10^8 each, with an interval of hours.

        **Claims.** One statement claims and one binds: 2.04 for each sign-up, as the server counts them. On 29 November 2026, alone on the machine (2 cores, 24 GiB,
        `-Dbench.only=claim`): 1 926 claims a second over 16 connections, where pgbench makes 2 157 with the same statement (0.89, of 0.8 asked); unloaded half of the claims take less than 1.17 ms
        (2 allowed) and of pgbench's 1.06 (1.11 times, of 1.25 allowed). Twice a claim read too much: until 25 November the table from its beginning, past all that had been taken (548 a second
        then); until the 29th the index from its beginning, past what was taken since the last vacuum (350 pages, 1 to 4 ms, after half a million claims; unloaded 1.83 ms, 1.6 times pgbench's). Now it looks on from where
        the last one was.

        At half load 99 in 100 are done after 61 ms, of pgbench's after 72 (in the run of the table 73 and 212): **the bound of 10 ms is missed**, with Berth and without. Of what pgbench's clients waited for (600 looks at
        `pg_stat_activity`), 96 in 100 were the log: one waited for the disk (`WALSync`), the others for that one (`WALWrite`). Most seconds are quiet, 99 in 100 below 5 ms, and in some everything
        stands still for 50 ms. Tried for 12 s each with pgbench, 950 a second, 99 in 100 below: without full pages in the log, or compressed, or with `fsync`: no difference; the database in memory instead of on the
        disk: 30 ms; four connections: 37; PostgreSQL on both cores: 54. One `SELECT 1` at that rate takes 0.95 ms, an insert into a table without an index 4.5. So about half of it is the disk's, and
        more even syncs would change it (by itself one takes 0.12 ms there, `pg_test_fsync`). The rest, 30 ms in memory, with waits for pages that others hold (`BufferContent`), has not been explained.
        """);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
