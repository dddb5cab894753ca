package io.berth.jmx;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jboss.logging.Logger;

/**
 * The MXBeans of one web application, named {@code io.berth:type=TYPE,node=NODE}. Opens no
 * connector of its own. Closing takes every bean away, so that a redeployed application leaves
 * nothing behind.
 */
public final class Beans implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Beans.class);

  /** How the types of beans end that change something: each of their calls is audited. */
  private static final String CONTROL = "Control";

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final List<ObjectName> registered = new ArrayList<>();
  private final String node;
  private boolean closed;

  public Beans(String node) {
    this.node = node;
  }

  /** Registers one MXBean; that it cannot be is logged and changes nothing else. */
  public synchronized void register(String type, Object bean) {
    register("type=" + type, type, bean);
  }

  /**
   * Registers one of several MXBeans of a type, named {@code
   * io.berth:type=TYPE,name=NAME,node=NODE}.
   */
  public synchronized void registerNamed(String type, String name, Object bean) {
    register("type=" + type + ",name=" + ObjectName.quote(name), type, bean);
  }

  private void register(String keys, String type, Object bean) {
    if (closed) {
      return; // the application ends: nothing may stay behind
    }
    try {
      ObjectName name = new ObjectName("io.berth:" + keys + ",node=" + node);
      server.registerMBean(
          type.endsWith(CONTROL) ? Audit.before(name.toString(), bean) : bean, name);
      registered.add(name);
    } catch (JMException e) {
      LOG.warnf(e, "BERTH-010 the MXBean %s of node %s was not registered", type, node);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (ObjectName name : registered) {
      try {
        server.unregisterMBean(name);
      } catch (JMException e) {
        LOG.debugf(e, "%s was already gone", name);
      }
    }
    registered.clear();
  }
}
