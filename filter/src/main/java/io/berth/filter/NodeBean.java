package io.berth.filter;

import io.berth.jmx.NodeMXBean;
import io.berth.model.Node;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.util.ArrayList;
import java.util.List;

/** The {@link NodeMXBean} of one web application. */
final class NodeBean implements NodeMXBean {
  private final BerthContext berth;

  NodeBean(BerthContext berth) {
    this.berth = berth;
  }

  @Override
  public String getName() {
    return berth.self().name();
  }

  @Override
  public String getManager() {
    return berth.self().manager();
  }

  @Override
  public String getState() {
    return berth.state().name();
  }

  @Override
  public List<String> getNodes() {
    return berth.cluster().current().nodes().stream().map(Node::toString).sorted().toList();
  }

  @Override
  public List<String> getWatermarks() {
    View view = berth.cluster().current();
    List<String> marks = new ArrayList<>();
    for (ResourceManager manager : view.managers()) {
      for (ResourceManager home : view.managers()) {
        Watermark mark = view.watermark(manager.name(), home.name());
        if (mark != null) {
          marks.add(manager.name() + " has " + home.name() + ": " + mark.applied().stores());
        }
      }
    }
    return marks;
  }
}
