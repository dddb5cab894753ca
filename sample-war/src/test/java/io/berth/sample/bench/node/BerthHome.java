package io.berth.sample.bench.node;

import io.berth.sample.bench.Consumers;
import java.util.Map;

/**
 * Berth's filter in front of an application whose consumers are all at home: none is forwarded. At
 * the next port the same application answers without it.
 */
final class BerthHome {
  private BerthHome() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings =
        Map.of(
            "berth.node",
            "home",
            "berth.manager",
            Consumers.MANAGER + Consumers.BACKENDS.charAt(0));
    int port = Setup.of(arguments).port();
    TomcatAlone.start(port + 1);
    Control.serve(BerthTomcat.start(port, settings));
  }
}
