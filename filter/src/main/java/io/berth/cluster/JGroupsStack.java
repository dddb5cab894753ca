package io.berth.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.infinispan.remoting.transport.jgroups.FileJGroupsChannelConfigurator;

/**
 * The shipped JGroups stack with the settings filled in, and over TLS when there is a key store.
 * Filled here and not by JGroups, which would take the values from system properties: two web
 * applications of one server may differ.
 */
final class JGroupsStack extends FileJGroupsChannelConfigurator {
  static final String FILE = "berth-jgroups-tcp.xml";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(berth\\.[a-z.-]+):([^}]*)}");

  private JGroupsStack(InputStream file) throws IOException {
    super("berth", FILE, file, new Properties());
  }

  static JGroupsStack of(ClusterSettings settings) {
    byte[] file = filled(settings).getBytes(StandardCharsets.UTF_8);
    try {
      JGroupsStack stack = new JGroupsStack(new ByteArrayInputStream(file));
      settings.tls().ifPresent(tls -> stack.setSocketFactory(tls.sockets()));
      return stack;
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  static String filled(ClusterSettings settings) {
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
