package io.berth.forward;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import org.jspecify.annotations.Nullable;

/** Made by the container for an upgraded connection; public for that reason alone. */
public final class TunnelHandler implements HttpUpgradeHandler {
  private @Nullable Tunnel tunnel;

  /** For the container. */
  public TunnelHandler() {}

  void attach(Tunnel between) {
    tunnel = between;
  }

  @Override
  public void init(WebConnection client) {
    if (tunnel != null) {
      tunnel.clientOpened(client);
    }
  }

  @Override
  public void destroy() {
    if (tunnel != null) {
      tunnel.clientGone();
    }
  }
}
