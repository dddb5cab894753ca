package io.berth.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shipped JGroups stack with the settings filled in. Filled here and not by JGroups, which
 * would take them from system properties: two web applications of one server may differ.
 */
final class JGroupsStack {
  static final String FILE = "berth-jgroups-tcp.xml";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(berth\\.[a-z.-]+):([^}]*)}");

  private JGroupsStack() {}

  static String of(ClusterSettings settings) {
    Map<String, String> values =
        Map.of(
            ClusterSettings.BIND_ADDRESS.name(), settings.bindAddress(),
            ClusterSettings.BIND_PORT.name(), Integer.toString(settings.bindPort()),
            ClusterSettings.HOSTS.name(), settings.hosts());
    return PLACEHOLDER.matcher(template()).replaceAll(place -> value(place, values));
  }

  private static String value(MatchResult place, Map<String, String> values) {
    return Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group(2)));
  }

  private static String template() {
    try (InputStream file =
        Objects.requireNonNull(JGroupsStack.class.getResourceAsStream(FILE), FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }
}
