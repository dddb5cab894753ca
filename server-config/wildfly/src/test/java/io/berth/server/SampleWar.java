package io.berth.server;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sample with settings of its own, for a server that has several applications. */
final class SampleWar {
  private SampleWar() {}

  /**
   * @param settings beat what the sample's own descriptor says
   * @param war where it shall be
   */
  static Path with(Map<String, String> settings, Path war) throws IOException {
    Files.copy(Path.of(System.getProperty("sample.war")), war);
    String names = settings.keySet().stream().map(Pattern::quote).collect(joining("|"));
    String theirs = "(?s)<context-param><param-name>(" + names + ")<.*?</context-param>";
    String own = DataPlane.parameters(settings);
    try (FileSystem zip = FileSystems.newFileSystem(war)) {
      Path web = zip.getPath("WEB-INF", "web.xml");
      String text = Files.readString(web).replaceAll(theirs, "");
      Files.writeString(
          web, text.replaceFirst("</web-app>", Matcher.quoteReplacement(own + "</web-app>")));
    }
    return war;
  }
}
