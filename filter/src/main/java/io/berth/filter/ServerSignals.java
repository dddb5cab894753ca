package io.berth.filter;

import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import javax.management.AttributeChangeNotification;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hears early enough that the server is about to stop. The Servlet API says so only when the doors
 * are closed already.
 *
 * <ul>
 *   <li>Tomcat: its own listeners are told before its connectors pause, and it waits for them.
 *       Found by reflection, for an application has no other way to them.
 *   <li>WildFly: the server's running state is an MBean that tells of every change, and WildFly
 *       waits for whom it tells that it is suspending: until then its door is open.
 * </ul>
 */
final class ServerSignals implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ServerSignals.class);
  private static final String WILDFLY_STATE = "jboss.root:type=state";

  /** What is done. */
  interface Heard {
    /** The server, or this application, stops or is suspended as soon as this returns. */
    void stops();

    /** The server accepts no more requests, but may again. */
    void suspends();

    /** It does again. */
    void resumes();
  }

  private final Heard heard;
  private final Deque<AutoCloseable> listening = new ArrayDeque<>();

  private ServerSignals(Heard heard) {
    this.heard = heard;
  }

  /** Listens to whatever server this is; to none that has no such signal. */
  static ServerSignals listen(ServletContext application, Heard heard) {
    ServerSignals signals = new ServerSignals(heard);
    signals.toTomcat(application);
    signals.toWildFly();
    return signals;
  }

  // ---- Tomcat

  private void toTomcat(ServletContext application) {
    try {
      Optional<Object> context = tomcatContext(application);
      if (context.isPresent()) {
        Object service = call(call(context.get(), "getParent"), "getParent", "getService");
        listen(context.get());
        listen(call(service, "getServer"));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debugf(e, "this Tomcat tells nobody before it stops");
    }
  }

  private static Optional<Object> tomcatContext(ServletContext application)
      throws ReflectiveOperationException {
    if (!application.getClass().getName().startsWith("org.apache.catalina.core.")) {
      return Optional.empty();
    }
    // A listener that an initializer has added sees a context that wraps the facade.
    boolean wrapped = application.getClass().getSimpleName().equals("NoPluggabilityServletContext");
    Object facade = wrapped ? field(application, "sc") : application;
    Object inner = facade == null ? null : field(facade, "context");
    return Optional.ofNullable(inner == null ? null : field(inner, "context"));
  }

  private void listen(Object lifecycle) throws ReflectiveOperationException {
    ClassLoader loader = lifecycle.getClass().getClassLoader();
    Class<?> type = Class.forName("org.apache.catalina.LifecycleListener", false, loader);
    Object listener =
        Proxy.newProxyInstance(
            loader, new Class<?>[] {type}, (proxy, method, values) -> told(proxy, method, values));
    lifecycle.getClass().getMethod("addLifecycleListener", type).invoke(lifecycle, listener);
    Method remove = lifecycle.getClass().getMethod("removeLifecycleListener", type);
    listening.push(() -> remove.invoke(lifecycle, listener));
  }

  private @Nullable Object told(Object proxy, Method method, Object @Nullable [] values)
      throws ReflectiveOperationException {
    return switch (method.getName()) {
      case "equals" -> values != null && proxy == values[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "Berth";
      default -> {
        Object event = values == null ? "" : values[0];
        if ("before_stop".equals(call(event, "getType"))) {
          heard.stops();
        }
        yield null;
      }
    };
  }

  private static @Nullable Object field(Object target, String name)
      throws ReflectiveOperationException {
    Field field = target.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(target);
  }

  private static Object call(Object target, String... methods) throws ReflectiveOperationException {
    Object here = target;
    for (String method : methods) {
      here = here.getClass().getMethod(method).invoke(here);
    }
    return here;
  }

  // ---- WildFly

  private void toWildFly() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName state = new ObjectName(WILDFLY_STATE);
      if (server.isRegistered(state)) {
        NotificationListener listener = (notification, handback) -> told(notification);
        server.addNotificationListener(state, listener, null, null);
        listening.push(() -> server.removeNotificationListener(state, listener));
      }
    } catch (JMException e) {
      LOG.debugf(e, "this WildFly does not say when it is suspended");
    }
  }

  private void told(Object notification) {
    if (notification instanceof AttributeChangeNotification change
        && change.getAttributeName().equals("RunningState")) {
      String state = String.valueOf(change.getNewValue()).toLowerCase(Locale.ROOT);
      LOG.debugf("the server's state is %s", state);
      if (state.equals("suspending")) {
        heard.stops();
      } else if (state.equals("suspended") || state.contains("stop")) {
        heard.suspends();
      } else if (state.contains("normal")) {
        heard.resumes();
      }
    }
  }

  @Override
  public void close() {
    while (!listening.isEmpty()) {
      try {
        listening.pop().close();
      } catch (Exception e) {
        LOG.debugf(e, "the server has forgotten this listener already");
      }
    }
  }
}
