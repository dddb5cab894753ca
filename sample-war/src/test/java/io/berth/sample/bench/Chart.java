package io.berth.sample.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** CPU time for each small answer, one bar a node, as SVG that reads on light and dark pages. */
final class Chart {
  private static final int WIDTH = 720;
  private static final int ROW = 30;
  private static final int LABELS = 170;
  private static final int FIGURES = 90;

  /** They forward nothing. */
  private static final List<String> LOCAL =
      List.of(Candidate.BERTH_LOCAL.name(), Candidate.BESIDE.name());

  private Chart() {}

  static String of(Report report) {
    List<Measurement> shown =
        report.measurements().stream()
            .filter(m -> !LOCAL.contains(m.node()))
            .filter(m -> isTheFirstLoad(m, report))
            .sorted(Comparator.comparingDouble(Measurement::cpuMicros))
            .toList();
    double most = shown.stream().mapToDouble(Measurement::cpuMicros).max().orElse(1);
    int height = ROW * (shown.size() + 1) + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"14\">%n"
                + "<style>text{fill:#444}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>%n"
                + "<text x=\"0\" y=\"20\">%s</text>%n",
            WIDTH,
            height,
            title(shown)));
    for (int i = 0; i < shown.size(); i++) {
      svg.append(bar(shown.get(i), ROW * (i + 1) + 5, most));
    }
    return svg.append("</svg>\n").toString();
  }

  /** The forwarding part's first: small answers, few connections. */
  private static boolean isTheFirstLoad(Measurement m, Report report) {
    return report.measurements().stream()
        .filter(each -> each.node().equals(Candidate.BERTH.name()))
        .findFirst()
        .filter(
            first -> first.bodyBytes() == m.bodyBytes() && first.connections() == m.connections())
        .isPresent();
  }

  private static String title(List<Measurement> shown) {
    return shown.isEmpty()
        ? "nothing was measured"
        : String.format(
            Locale.ROOT,
            "CPU time of the node for each answer of %s bytes, %d connections, in microseconds",
            Options.name(shown.get(0).bodyBytes()),
            shown.get(0).connections());
  }

  private static String bar(Measurement m, int y, double most) {
    int length = (int) ((WIDTH - LABELS - FIGURES) * m.cpuMicros() / most);
    String colour = m.node().equals(Candidate.BERTH.name()) ? "#1f7a8c" : "#a9b4bd";
    return String.format(
        Locale.ROOT,
        "<text x=\"0\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"20\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%.1f</text>%n",
        y + 15,
        m.node(),
        LABELS,
        y,
        length,
        colour,
        LABELS + length + 8,
        y + 15,
        m.cpuMicros());
  }
}
