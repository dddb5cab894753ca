package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A person in a real browser: signs up and watches the verdict turn. */
@ExtendWith(ThreeNodes.Resolver.class)
class BrowserIT {
  private static final File BROWSER = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");

  @Test
  void aPersonSignsUpAndSeesTheVerdictTurn(ThreeNodes nodes) {
    needBrowser();
    ChromeDriver browser = start();
    try {
      signUp(browser, nodes.node(0), "eve@example.org", "Eve's <place>");
      assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("Eve's <place>");
      assertThat(field(browser, "verdict")).isEqualTo("registering");
      soon().until(() -> field(browser, "verdict"), verdict -> verdict.equals("registered"));
      assertThat(field(browser, "holders")).isEqualTo("rm-a, rm-b, rm-c");

      browser.get(nodes.node(1).address() + "/account");
      assertThat(field(browser, "node")).isEqualTo("n-b");
      write(browser, "Hello <b>there</b>");
      assertThat(browser.findElement(By.cssSelector(".notes p")).getText())
          .isEqualTo("Hello <b>there</b>");
    } finally {
      browser.quit();
    }
  }

  /** While she is registering both pages and forms go home, and afterwards forms still do. */
  @Test
  void aPersonDoesNotNoticeTheWrongNode(ThreeNodes nodes, @TempDir Path directory)
      throws IOException {
    needBrowser();
    Path file = Files.writeString(directory.resolve("note.txt"), "Gr\u00fc\u00dfe, <b>");
    ChromeDriver browser = start();
    try {
      signUp(browser, nodes.node(0), "zoe@example.org", "Zo\u00eb");
      int written = 0;
      for (DemoNode wrong : List.of(nodes.node(1), nodes.node(2))) {
        int more = ++written;
        browser.get(wrong.address() + "/account");
        assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("Zo\u00eb");
        browser.findElement(By.name("file")).sendKeys(file.toString());
        browser.findElement(By.cssSelector("form[action='/notes'] button")).click();
        soon()
            .until(
                () -> browser.findElements(By.cssSelector(".notes p")),
                notes -> notes.size() == more);
        assertThat(browser.getCurrentUrl()).isEqualTo(wrong.address() + "/account");
        assertThat(browser.findElement(By.cssSelector(".notes p")).getText())
            .isEqualTo("Gr\u00fc\u00dfe, <b>");
      }
    } finally {
      browser.quit();
    }
  }

  /**
   * As long as she is registering, her events and her conversation come from her home. A machine
   * that is slow may open the page too late for that; then she writes once more, and is again.
   */
  @Test
  void streamsAndSocketsGoThroughTheWrongNodeToo(ThreeNodes nodes) {
    needBrowser();
    ChromeDriver browser = start();
    try {
      signUp(browser, nodes.node(0), "ada@example.org", "Ada's");
      String manager = field(browser, "home");
      DemoNode home = one(nodes, node -> node.manager().equals(manager));
      DemoNode wrong = one(nodes, node -> !node.manager().equals(manager));
      for (int tries = 1; !listensAndTalksTo(browser, wrong, home); tries++) {
        assertThat(tries).as("pages that were opened after the verdict had turned").isLessThan(5);
        browser.get(wrong.address() + "/account");
        write(browser, "once more");
      }
      browser.findElement(By.name("words")).sendKeys("Gr\u00fc\u00dfe, <b>");
      browser.findElement(By.cssSelector("#say button")).click();
      soon().until(() -> live(browser, "heard"), "Gr\u00fc\u00dfe, <b>"::equals);
      assertThat(live(browser, "heard-node")).isEqualTo(home.name());
      int seen = Integer.parseInt(live(browser, "events"));
      soon().until(() -> Integer.parseInt(live(browser, "events")) > seen + 1);
      assertThat(live(browser, "events-node")).isEqualTo(home.name());
      assertThat(browser.getCurrentUrl()).isEqualTo(wrong.address() + "/live");
    } finally {
      browser.quit();
    }
  }

  private static boolean listensAndTalksTo(ChromeDriver browser, DemoNode asked, DemoNode home) {
    browser.get(asked.address() + "/live");
    soon().until(() -> Integer.parseInt(live(browser, "events")) >= 2);
    soon().until(() -> live(browser, "heard"), "Ahoy!"::equals);
    return live(browser, "events-node").equals(home.name())
        && live(browser, "heard-node").equals(home.name());
  }

  private static DemoNode one(ThreeNodes nodes, Predicate<DemoNode> wanted) {
    return nodes.all().stream().filter(wanted).findFirst().orElseThrow();
  }

  private static String live(WebDriver page, String name) {
    return page.findElement(By.cssSelector("[data-live=" + name + "]")).getText();
  }

  private static void signUp(ChromeDriver browser, DemoNode node, String email, String workspace) {
    browser.get(node.address() + "/");
    browser.findElement(By.cssSelector("form[action='/signup'] input[name=email]")).sendKeys(email);
    browser.findElement(By.name("workspace")).sendKeys(workspace);
    browser.findElement(By.cssSelector("form[action='/signup'] button")).click();
    soon().until(() -> browser.getCurrentUrl(), url -> url.endsWith("/account"));
  }

  private static void write(ChromeDriver browser, String note) {
    browser.findElement(By.name("body")).sendKeys(note);
    browser.findElement(By.cssSelector("form[action='/notes'] button")).click();
    soon().until(() -> !browser.findElements(By.cssSelector(".notes p")).isEmpty());
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }

  private static String field(WebDriver page, String name) {
    WebElement element = page.findElement(By.cssSelector("[data-field=" + name + "]"));
    return element.getText();
  }

  private static void needBrowser() {
    if (!BROWSER.canExecute() || !DRIVER.canExecute()) {
      String missing =
          "no " + BROWSER + " or " + DRIVER + " on this machine (Debian: chromium chromium-driver)";
      assertThat(System.getenv("CI")).as(missing).isNull();
      System.err.println("SKIPPED, not shown in a browser: " + missing);
      abort(missing);
    }
  }

  private static ChromeDriver start() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).usingAnyFreePort().build();
    return new ChromeDriver(service, options);
  }
}
