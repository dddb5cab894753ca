package io.berth.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.identifier.Opening.Opened;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.Verdict;
import io.berth.model.View;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenedTokensTest {
  private static final View VIEW =
      new View("node", new ResourceManager("rm", "", 1), List.of(), List.of(), List.of());
  private static final Key KEY = KeyRing.parse(KeyRing.DEVELOPMENT).sealing();

  /** All of one place: they differ behind what it is chosen by. */
  private static OpenedTokens.Entry entry(String name) {
    ConsumerId consumer = ConsumerId.of(name);
    Association association =
        new Association(consumer, "rm", List.of(), 1, 1, Position.UNKNOWN, Set.of(), false);
    ConsumerToken token =
        new ConsumerToken(
            consumer, "rm", 1, 1, Position.UNKNOWN, Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    return new OpenedTokens.Entry(
        "0123456789012345678901234567" + name,
        new Opened<>(token, KEY),
        association,
        VIEW,
        new Verdict.Registered(association));
  }

  @Test
  void twoOfOnePlaceAreBothRemembered() {
    OpenedTokens tokens = new OpenedTokens("");
    OpenedTokens.Entry ann = entry("ann");
    OpenedTokens.Entry bob = entry("bob");
    OpenedTokens.Entry cid = entry("cid");
    tokens.put(ann);
    tokens.put(bob);
    assertThat(tokens.get(ann.text())).isSameAs(ann);
    assertThat(tokens.get(bob.text())).isSameAs(bob);
    tokens.put(cid);
    assertThat(tokens.get(ann.text())).isNull();
    assertThat(tokens.get(bob.text())).isSameAs(bob);
    assertThat(tokens.get(cid.text())).isSameAs(cid);
  }

  @Test
  void whatIsRememberedAnewReplacesTheOlderAndNobodyElse() {
    OpenedTokens tokens = new OpenedTokens("");
    OpenedTokens.Entry ann = entry("ann");
    tokens.put(entry("ann"));
    tokens.put(entry("bob"));
    tokens.put(ann);
    tokens.put(entry("ann"));
    tokens.put(ann);
    assertThat(tokens.get(ann.text())).isSameAs(ann);
    assertThat(tokens.get("0123456789012345678901234567bob")).isNotNull();
  }
}
