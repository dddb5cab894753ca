package io.berth.sample.bench.node;

import io.berth.sample.bench.Consumers;
import java.util.HashMap;
import java.util.Map;

/** Berth's filter as a front router: it holds nothing and forwards all. */
final class BerthFront {
  private BerthFront() {}

  public static void main(String[] arguments) throws Exception {
    Setup setup = Setup.of(arguments);
    Map<String, String> settings = new HashMap<>();
    settings.put("berth.node", "front");
    settings.put("berth.manager", "front");
    settings.put("berth.capacity", "0");
    settings.put("berth.members", members(setup));
    Control.serve(BerthTomcat.start(setup.port(), settings));
  }

  private static String members(Setup setup) {
    StringBuilder members = new StringBuilder();
    for (char name : Consumers.BACKENDS.toCharArray()) {
      members
          .append(members.isEmpty() ? "" : ",")
          .append(Consumers.MANAGER + name + "/node-" + name + "=" + setup.backend(name));
    }
    return members.toString();
  }
}
