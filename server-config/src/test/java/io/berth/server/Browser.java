package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.time.Duration;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A real one, without a window. */
final class Browser implements AutoCloseable {
  private static final File PROGRAM = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");

  final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Where there is none the test is skipped; in CI it has to be there. */
  static Browser open() {
    if (!PROGRAM.canExecute() || !DRIVER.canExecute()) {
      String missing = "no " + PROGRAM + " or " + DRIVER + " (Debian: chromium chromium-driver)";
      assertThat(System.getenv("CI")).as(missing).isNull();
      System.err.println("SKIPPED, not shown in a browser: " + missing);
      abort(missing);
    }
    ChromeOptions options =
        new ChromeOptions()
            .setBinary(PROGRAM)
            .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
            .addArguments("--disable-background-networking", "--disable-component-update");
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).usingAnyFreePort().build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** The element's text, once it is that. */
  void awaitText(String id, String expected) {
    await(id)
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(driver.findElement(By.id(id)).getText()).isEqualTo(expected));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
