package io.berth.filter;

import io.berth.cluster.ClusterSettings;
import io.berth.forward.ForwardSettings;
import io.berth.identifier.BalancerHint;
import io.berth.identifier.TokenSettings;
import io.berth.mapping.MappingSettings;
import io.berth.packet.PacketSettings;
import io.berth.settings.Settings;
import io.berth.settings.SettingsException;

/** The settings of every room of the data plane, read and found to be right before any starts. */
record Configuration(
    FilterSettings filter,
    TokenSettings tokens,
    BalancerHint hint,
    ClusterSettings cluster,
    MappingSettings mapping,
    ForwardSettings forward,
    PacketSettings packets,
    OperatingSettings operating) {

  /**
   * @throws SettingsException with everything that is wrong
   */
  static Configuration read(Settings sources) {
    Configuration read =
        new Configuration(
            FilterSettings.read(sources),
            TokenSettings.read(sources),
            BalancerHint.read(sources),
            ClusterSettings.read(sources),
            MappingSettings.read(sources),
            ForwardSettings.read(sources),
            PacketSettings.read(sources),
            OperatingSettings.read(sources));
    sources.check();
    return read;
  }
}
