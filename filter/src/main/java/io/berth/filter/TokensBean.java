package io.berth.filter;

import io.berth.identifier.Refusal;
import io.berth.jmx.TokensMXBean;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@link TokensMXBean} of one web application. */
final class TokensBean implements TokensMXBean {
  private final BerthContext berth;

  TokensBean(BerthContext berth) {
    this.berth = berth;
  }

  @Override
  public Map<String, Long> getRefusalsByCause() {
    Map<String, Long> counts = new TreeMap<>();
    for (Refusal cause : Refusal.values()) {
      counts.put(cause.name(), berth.refusals().of(cause));
    }
    return counts;
  }

  @Override
  public List<String> getKeys() {
    return berth.sealer().keys().ids();
  }

  @Override
  public Map<String, String> getKeysLastUsed() {
    Map<String, String> uses = new LinkedHashMap<>();
    berth
        .sealer()
        .keys()
        .lastUse()
        .forEach((id, when) -> uses.put(id, when.map(Instant::toString).orElse("")));
    return uses;
  }

  @Override
  public long getLifetimeSeconds() {
    return berth.tokens().lifetime().toSeconds();
  }

  @Override
  public long getRenewals() {
    return berth.renewals();
  }
}
