package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;

/**
 * Chromium uses an application through a real server that does not hold its consumer's data: a
 * page, a form, uploads, events and a WebSocket.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class WrongNodeBrowserIT {
  private static final RightNode RIGHT = RightNode.open();

  @TempDir private static Path directory;

  @Deployment(testable = false)
  static WebArchive application() {
    return DataPlane.before(RIGHT);
  }

  @AfterAll
  static void close() throws IOException {
    RIGHT.close();
  }

  @Test
  void aPersonDoesNotNotice(@ArquillianResource URL base) throws IOException {
    try (Browser browser = Browser.open()) {
      browser.driver.get(base + "nobody-is-known-yet");
      assertThat(RIGHT.heads).isEmpty();
      browser.driver.manage().addCookie(new Cookie("berth", Tokens.at("us")));

      browser.driver.get(base + "page");
      browser.awaitText("events", "first");
      RIGHT.firstEventSeen.countDown();
      browser.awaitText("events", "first second");
      browser.awaitText("socket", "ahoy 20000 bye closed");

      byte[] big = new byte[2_000_000];
      for (int i = 0; i < big.length; i++) {
        big[i] = (byte) (i * 31 >>> 3);
      }
      choose(browser, Files.write(directory.resolve("big.bin"), big));
      browser.awaitText("uploaded", big.length + " " + RightNode.digest(big));
      choose(browser, Files.writeString(directory.resolve("note.txt"), "Gr\u00fc\u00dfe"));
      browser.awaitText("uploaded", "note.txt: Gr\u00fc\u00dfe");

      browser.driver.findElement(By.name("name")).sendKeys("Zo\u00eb <&>");
      browser.driver.findElement(By.tagName("button")).click();
      browser.awaitText("shown", "name=Zo%C3%AB+%3C%26%3E");
      assertThat(browser.driver.getCurrentUrl()).isEqualTo(base + "form.html");
    }
    assertThat(RIGHT.heads)
        .filteredOn(head -> !head.startsWith("(ended"))
        .hasSizeGreaterThan(5)
        .allMatch(head -> RightNode.header(head, "Host").equals(base.getAuthority()))
        .noneMatch(head -> RightNode.header(head, "Berth-Hop").isEmpty());
  }

  private static void choose(Browser browser, Path file) {
    browser.driver.findElement(By.id("file")).sendKeys(file.toString());
  }
}
