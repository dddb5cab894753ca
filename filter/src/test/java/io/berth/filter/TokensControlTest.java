package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.identifier.KeyFile;
import io.berth.identifier.KeyRing;
import io.berth.identifier.Opening;
import io.berth.identifier.Purpose;
import io.berth.identifier.Sealer;
import io.berth.identifier.TokenSettings;
import io.berth.settings.Settings;
import io.berth.settings.SettingsException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensControlTest {
  private static final String OLD = "k1:" + "A".repeat(43);
  private static final String NEW = "k2:" + "B".repeat(42) + "A";

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private Path file = Path.of("");
  private Sealer sealer = new Sealer(KeyRing.parse(OLD), new SecureRandom());
  private TokensControl control = new TokensControl(sealer, Optional.empty(), nanos::get);

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("keys");
    Files.writeString(file, OLD + "\n");
    sealer = new Sealer(new KeyFile(file).read(), new SecureRandom());
    control = new TokensControl(sealer, Optional.of(new KeyFile(file)), nanos::get);
  }

  private void aSecondPasses() {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void theKeysAreReadAgainInTwoStepsAndTheOldOneOpensNoMoreAtTheThird() throws Exception {
    String text = sealer.seal(Purpose.CONSUMER, new byte[9]);
    Files.writeString(file, OLD + "\n" + NEW + "\n");
    assertThat(control.rotateKeys()).containsExactly("k1", "k2");
    aSecondPasses();
    Files.writeString(file, NEW + "\n" + OLD + "\n");
    assertThat(control.rotateKeys()).containsExactly("k2", "k1");
    assertThat(sealer.open(Purpose.CONSUMER, text)).isInstanceOf(Opening.Opened.class);
    aSecondPasses();
    Files.writeString(file, NEW);
    assertThat(control.rotateKeys()).containsExactly("k2");
    assertThat(sealer.open(Purpose.CONSUMER, text)).isInstanceOf(Opening.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "development",
        "nonsense",
        "k1:AAAA",
        "k2:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"
      })
  void whatCannotBeDoneChangesNothingAndTellsNoSecret(String keys) throws Exception {
    Files.writeString(file, keys);
    assertThatThrownBy(control::rotateKeys)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("as before")
        .hasMessageNotContaining("BBBB");
    assertThat(sealer.keys().ids()).containsExactly("k1");
  }

  @Test
  void aFileThatIsGoneOrHugeChangesNothing() throws Exception {
    Files.writeString(file, (OLD + "\n").repeat(1_000));
    assertThatThrownBy(control::rotateKeys).hasMessageContaining("longer");
    aSecondPasses();
    Files.delete(file);
    assertThatThrownBy(control::rotateKeys).isInstanceOf(IllegalStateException.class);
    assertThat(sealer.keys().ids()).containsExactly("k1");
  }

  @Test
  void whoCallsAThousandTimesASecondHasTheFileReadOnce() {
    control.rotateKeys();
    for (int i = 0; i < 1_000; i++) {
      assertThatThrownBy(control::rotateKeys).hasMessageContaining("less than a second ago");
    }
    aSecondPasses();
    assertThat(control.rotateKeys()).containsExactly("k1");
  }

  @Test
  void withoutAFileThereIsNothingToReadAgain() {
    TokensControl none = new TokensControl(sealer, Optional.empty(), nanos::get);
    assertThatThrownBy(none::rotateKeys).hasMessageContaining("berth.keys.file");
  }

  @Test
  void operatorsSeeTheKeysAndHaveThemReadAgain() throws Exception {
    Map<String, String> settings = new HashMap<>(Site.node("rm-tokens", 1));
    settings.remove("berth.keys");
    settings.put("berth.keys.file", file.toString());
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName tokens = new ObjectName("io.berth:type=Tokens,node=node-rm-tokens");
    ObjectName switches = new ObjectName("io.berth:type=TokensControl,node=node-rm-tokens");
    try (BerthContext berth = BerthContext.start(Settings.of(settings))) {
      assertThat((String[]) server.getAttribute(tokens, "Keys")).containsExactly("k1");
      Files.writeString(file, OLD + "\n" + NEW);
      await().untilAsserted(() -> assertThat(rotate(server, switches)).containsExactly("k1", "k2"));
      assertThat(berth.sealer().keys().ids()).containsExactly("k1", "k2");
      assertThat(server.getAttribute(tokens, "KeysLastUsed").toString()).doesNotContain("AAAA");
      assertThat(server.getAttribute(tokens, "RefusalsByCause").toString()).contains("FORGED");
      assertThat(server.getAttribute(tokens, "LifetimeSeconds")).isEqualTo(2_592_000L);
    }
  }

  private static String[] rotate(MBeanServer server, ObjectName switches) throws JMException {
    return (String[]) server.invoke(switches, "rotateKeys", new Object[0], new String[0]);
  }

  @Test
  void aNodeStartsFromTheFileAndRefusesTwoSourcesAndAFileThatIsNotThere() throws Exception {
    Map<String, String> settings = new HashMap<>(Site.node("rm-a", 1));
    settings.remove("berth.keys");
    settings.put("berth.keys.file", file.toString());
    assertThat(TokenSettings.read(Settings.of(settings)).keys().ids()).containsExactly("k1");
    settings.put("berth.keys", OLD);
    assertThatThrownBy(() -> BerthContext.start(Settings.of(settings)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("both set");
    settings.remove("berth.keys");
    settings.put("berth.keys.file", file + ".gone");
    assertThatThrownBy(() -> BerthContext.start(Settings.of(settings)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("berth.keys.file");
  }
}
