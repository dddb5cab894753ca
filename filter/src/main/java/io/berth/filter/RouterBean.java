package io.berth.filter;

import io.berth.jmx.RouterMXBean;
import io.berth.mapping.Lookup;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Verdict;
import io.berth.model.View;
import io.berth.router.Arrival;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@link RouterMXBean} of one web application. */
final class RouterBean implements RouterMXBean {
  private final BerthContext berth;

  RouterBean(BerthContext berth) {
    this.berth = berth;
  }

  @Override
  public Map<String, Long> getRequestsByRoute() {
    return berth.routes().byReason();
  }

  @Override
  public Map<String, String> explain(String consumer) {
    Map<String, String> why = new LinkedHashMap<>();
    View view = berth.cluster().current();
    Lookup lookup = berth.mapping().find(ConsumerId.of(consumer));
    why.put("lookup", lookup.getClass().getSimpleName());
    if (lookup instanceof Lookup.Found found) {
      explain(found.association(), view, why);
    }
    why.put("nodes", view.nodes().toString());
    return why;
  }

  private void explain(Association association, View view, Map<String, String> why) {
    Verdict verdict = berth.identifier().judge(association, view);
    why.put("home", association.home());
    why.put("version", Long.toString(association.version()));
    why.put("position", association.position().stores().toString());
    why.put("acknowledgedBy", association.acknowledgedBy().toString());
    why.put("holders", view.holders(association).toString());
    why.put("verdict", verdict.getClass().getSimpleName());
    why.put("read", berth.router().route(verdict, new Arrival(true, false, 0), view).toString());
    why.put("write", berth.router().route(verdict, new Arrival(false, false, 0), view).toString());
  }
}
