package io.berth.jmx;

import io.berth.model.ConsumerId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every bean that changes something: each call is a line in the category {@code
 * io.berth.audit} that says who, what, with which numbers, and what came of it. Texts may name
 * consumers, so they are masked. Whoever calls in a loop fills no disk: {@value #LINES} lines a
 * second, and a count of the others.
 */
final class Audit implements InvocationHandler {
  private static final Logger LOG = Logger.getLogger("io.berth.audit");
  private static final int LINES = 20;
  private static final long SECOND = 1_000_000_000L;

  private final String name;
  private final Object bean;
  private long second = System.nanoTime();
  private int lines;
  private long left;

  private Audit(String name, Object bean) {
    this.name = name;
    this.bean = bean;
  }

  /** The same bean, with this in front. */
  static Object before(String name, Object bean) {
    Class<?> operations =
        Arrays.stream(bean.getClass().getInterfaces())
            .filter(each -> each.getSimpleName().endsWith("MXBean"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(bean.getClass() + " is no MXBean"));
    return Proxy.newProxyInstance(
        operations.getClassLoader(), new Class<?>[] {operations}, new Audit(name, bean));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] values)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.invoke(bean, values);
    }
    String call = method.getName() + list(values == null ? List.of() : Arrays.asList(values));
    try {
      Object result = method.invoke(bean, values);
      note(call, "done");
      return result;
    } catch (InvocationTargetException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      note(call, "refused, " + cause.getClass().getSimpleName());
      throw cause;
    }
  }

  private static String list(List<?> values) {
    return values.stream().map(Audit::shown).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String shown(@Nullable Object value) {
    if (!(value instanceof String text)) {
      return String.valueOf(value);
    }
    try {
      return ConsumerId.of(text).masked();
    } catch (IllegalArgumentException e) {
      return "text of " + text.length();
    }
  }

  private synchronized void note(String call, String outcome) {
    long now = System.nanoTime();
    if (now - second > SECOND) {
      if (left > 0) {
        LOG.infof("%s: %d more calls were not listed", name, left);
      }
      second = now;
      lines = 0;
      left = 0;
    }
    if (++lines <= LINES) {
      LOG.infof("%s by %s: %s %s", name, Caller.names(), call, outcome);
    } else {
      left++;
    }
  }
}
