package io.berth.filter;

import io.berth.jmx.NodeMXBean;
import io.berth.jmx.Notices;
import io.berth.model.Node;
import io.berth.model.ResourceManager;
import io.berth.model.View;
import io.berth.model.Watermark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanNotificationInfo;
import javax.management.NotificationEmitter;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import org.jspecify.annotations.Nullable;

/** The {@link NodeMXBean} of one web application. */
final class NodeBean implements NodeMXBean, NotificationEmitter {
  private final BerthContext berth;
  private final Observation seen;
  private final Notices notices;

  NodeBean(BerthContext berth, Observation seen, Notices notices) {
    this.berth = berth;
    this.seen = seen;
    this.notices = notices;
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
  public boolean isDrained() {
    return berth.operations().drain().isDrained();
  }

  @Override
  public int getUnderWay() {
    return berth.underWay();
  }

  @Override
  public Map<String, String> getHealth() {
    Map<String, String> health = new TreeMap<>();
    for (Health.Part part : Health.Part.values()) {
      health.put(part.name(), berth.health().of(part).name());
    }
    return health;
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

  @Override
  public Map<String, Long> getWatermarkAgesSeconds() {
    return seen.watermarkAgesSeconds();
  }

  @Override
  public void addNotificationListener(
      NotificationListener listener,
      @Nullable NotificationFilter filter,
      @Nullable Object handback) {
    notices.addNotificationListener(listener, filter, handback);
  }

  @Override
  public void removeNotificationListener(NotificationListener listener)
      throws ListenerNotFoundException {
    notices.removeNotificationListener(listener);
  }

  @Override
  public void removeNotificationListener(
      NotificationListener listener, @Nullable NotificationFilter filter, @Nullable Object handback)
      throws ListenerNotFoundException {
    notices.removeNotificationListener(listener, filter, handback);
  }

  @Override
  public MBeanNotificationInfo[] getNotificationInfo() {
    return notices.getNotificationInfo();
  }
}
