package io.berth.server;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there: messages, classes, tests, links. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern CODE = Pattern.compile("BERTH-\\d{3}");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract))(?:\\.(\\w+))?`");
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w+)`");
  private static final Pattern JAVA = Pattern.compile("```java");
  private static final Pattern SHOWN =
      Pattern.compile("<!-- (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @Test
  void everyMessageIsListedWithWhatToDoAndNoOther() {
    Set<String> inCode = new TreeSet<>();
    sources("src/main/java").forEach(source -> find(CODE, read(source), 0).forEach(inCode::add));
    Set<String> listed = new TreeSet<>();
    lines("docs/operating.md")
        .filter(line -> line.startsWith("| BERTH-"))
        .forEach(line -> listed.add(line.substring(2, 11)));

    assertThat(listed).isEqualTo(inCode).isNotEmpty();
  }

  @Test
  void everyTestThatIsNamedExists() {
    for (String page :
        List.of(
            "docs/claims.md",
            "docs/faults.md",
            "docs/benchmarks.md",
            "docs/operating.md",
            "docs/wire.md")) {
      List<MatchResult> named = TEST.matcher(read(ROOT.resolve(page))).results().toList();
      for (MatchResult test : named) {
        String source = sourceOf(test.group(1));
        assertThat(source).as("%s names %s", page, test.group(1)).isNotEmpty();
        if (test.group(2) != null) {
          assertThat(source).as("%s names it", page).contains(" " + test.group(2) + "(");
        }
      }
    }
  }

  @Test
  void everyTypeThatIsNamedExists() {
    for (String page : List.of("docs/claims.md", "docs/faults.md")) {
      for (String type : find(TYPE, read(ROOT.resolve(page)), 1)) {
        assertThat(isKnown(type)).as("%s names %s", page, type).isTrue();
      }
    }
  }

  @Test
  void codeThatIsShownIsCodeThatRuns() throws IOException {
    for (Path page : pages()) {
      String text = read(page);
      List<MatchResult> shown = SHOWN.matcher(text).results().toList();
      assertThat(shown).as("regions in %s", page).hasSize(find(JAVA, text, 0).size());
      for (MatchResult region : shown) {
        String source = plain(read(ROOT.resolve(region.group(1))));
        for (String part : region.group(2).split(" *// \\.\\.\\.\n")) {
          assertThat(source).as("%s shows %s", page, region.group(1)).contains(plain(part));
        }
      }
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (Path page : pages()) {
      for (String link : find(LINK, read(page), 1)) {
        assertThat(page.resolveSibling(link)).as("a link in %s", page).exists();
      }
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"));
        Stream<Path> root = Files.list(ROOT)) {
      return Stream.concat(docs, root).filter(page -> page.toString().endsWith(".md")).toList();
    }
  }

  /** Without what only lays it out. */
  private static String plain(String code) {
    return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(joining("\n"));
  }

  /** A class of its own, or one nested in another. */
  private static boolean isKnown(String type) {
    Pattern declared = Pattern.compile("(class|record|interface|enum) " + type + "\\b");
    return !sourceOf(type).isEmpty()
        || sources("src/main/java").stream()
            .anyMatch(source -> declared.matcher(read(source)).find());
  }

  private static String sourceOf(String type) {
    return sources("src").stream()
        .filter(source -> source.endsWith(type + ".java"))
        .map(DocumentsTest::read)
        .findFirst()
        .orElse("");
  }

  private static List<Path> sources(String below) {
    return Stream.of(
            "filter",
            "cdi-extension",
            "sample-war",
            "server-config",
            "server-config/wildfly",
            "server-config/infinispan")
        .map(module -> ROOT.resolve(module).resolve(below))
        .filter(Files::isDirectory)
        .flatMap(DocumentsTest::javaFiles)
        .toList();
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> find(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map(match -> match.group(group)).toList();
  }

  private static Stream<String> lines(String page) {
    return read(ROOT.resolve(page)).lines();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
