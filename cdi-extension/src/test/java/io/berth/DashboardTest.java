package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.infinispan.commons.dataconversion.internal.Json;
import org.junit.jupiter.api.Test;

/** What the dashboard shows is what the exporter's rules make, and that is what the beans have. */
class DashboardTest {
  private static final Path FOLDER = Path.of("..", "server-config", "prometheus");
  private static final Pattern RULE =
      Pattern.compile("pattern: '(.*type=(\\w+),.*><>(\\w+))'\\s+name: (berth_\\w+)");
  private static final Pattern METRIC = Pattern.compile("berth_\\w+");

  private static List<MatchResult> rules() throws Exception {
    return RULE.matcher(Files.readString(FOLDER.resolve("jmx-exporter.yml"))).results().toList();
  }

  @Test
  void everyRuleReadsAnAttributeThatABeanHas() throws Exception {
    int all = Files.readString(FOLDER.resolve("jmx-exporter.yml")).split("- pattern:").length - 1;
    assertThat(rules()).hasSize(all).hasSizeGreaterThan(10);
    for (MatchResult rule : rules()) {
      Pattern.compile(rule.group(1));
      Class<?> bean =
          MxBeansTest.beans().stream()
              .filter(each -> each.getSimpleName().equals(rule.group(2) + "MXBean"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no bean " + rule.group(2)));
      Set<String> attributes =
          Arrays.stream(bean.getMethods())
              .map(method -> method.getName().replaceFirst("^(get|is)", ""))
              .collect(Collectors.toSet());
      assertThat(attributes).as("of %s", bean).contains(rule.group(3));
    }
  }

  @Test
  void theDashboardShowsWhatTheRulesMakeAndAllOfIt() throws Exception {
    Set<String> made = rules().stream().map(rule -> rule.group(4)).collect(Collectors.toSet());
    Json dashboard = Json.read(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
    Set<String> shown = new TreeSet<>();
    for (Json panel : dashboard.at("panels").asJsonList()) {
      assertThat(panel.at("title").asString()).isNotBlank();
      for (Json target : panel.at("targets").asJsonList()) {
        METRIC
            .matcher(target.at("expr").asString())
            .results()
            .map(MatchResult::group)
            .forEach(shown::add);
      }
    }
    assertThat(shown).containsExactlyInAnyOrderElementsOf(made);
  }
}
