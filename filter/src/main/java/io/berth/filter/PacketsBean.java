package io.berth.filter;

import io.berth.jmx.PacketsMXBean;
import io.berth.packet.Sites;
import java.util.List;
import java.util.Map;

/** The {@link PacketsMXBean} of one web application. */
final class PacketsBean implements PacketsMXBean {
  private final Sites sites;

  PacketsBean(Sites sites) {
    this.sites = sites;
  }

  @Override
  public long getAccepted() {
    return sites.accepted();
  }

  @Override
  public Map<String, Long> getRefusedByCause() {
    return sites.refusedByCause();
  }

  @Override
  public List<String> getSites() {
    return sites.describe();
  }
}
