package io.berth.sample;

import io.berth.model.Association;
import io.berth.model.Verdict;
import io.berth.model.View;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * What every page shows of Berth: which node answered, and why.
 *
 * @param node who answered
 * @param manager the manager it belongs to
 * @param verdict {@code anonymous}, {@code registering} or {@code registered}
 * @param home the consumer's home; empty for an anonymous one
 * @param holders the managers proven to hold the consumer's data, in order of name
 * @param reason the rule that brought the request here
 */
record Whereabouts(
    String node, String manager, String verdict, String home, String holders, String reason) {

  static Whereabouts of(View view, Verdict verdict, String reason) {
    if (verdict instanceof Verdict.Registering registering) {
      return of(view, "registering", registering.association(), reason);
    }
    if (verdict instanceof Verdict.Registered registered) {
      return of(view, "registered", registered.association(), reason);
    }
    return new Whereabouts(view.node(), view.local().name(), "anonymous", "", "", reason);
  }

  private static Whereabouts of(View view, String verdict, Association association, String reason) {
    String holders = String.join(", ", new TreeSet<>(view.holders(association)));
    return new Whereabouts(
        view.node(), view.local().name(), verdict, association.home(), holders, reason);
  }

  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("node", node);
    map.put("manager", manager);
    map.put("verdict", verdict);
    map.put("home", home);
    map.put("holders", holders);
    map.put("reason", reason);
    map.put("explanation", explanation());
    return map;
  }

  /** The reason in words. */
  String explanation() {
    return switch (reason) {
      case "ANONYMOUS" -> "nobody is known yet, so any node may answer";
      case "NOT_ROUTED" -> "routing is off: the node that was asked answered";
      case "HOME_HERE" -> "this is the home of your data";
      case "HOLDER_HERE" -> "your data is proven to be here";
      case "HOME_WHILE_REGISTERING" -> "only the home is proven to have your data so far";
      case "HOME_FOR_WRITES" -> "the home is the one writer of your data";
      case "HOLDER_IN_TURN" -> "one of the managers that are proven to have your data";
      default -> reason.toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }
}
