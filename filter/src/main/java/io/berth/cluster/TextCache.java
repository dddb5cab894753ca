package io.berth.cluster;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.infinispan.commons.api.BasicCache;
import org.jspecify.annotations.Nullable;

/**
 * A cache of texts seen as a cache of what they say, as far as Berth uses one; the rest is refused.
 * A proxy, since that interface has some sixty methods.
 */
final class TextCache<V> implements InvocationHandler {
  private static final Set<String> KNOWN =
      Set.of(
          "put",
          "putIfAbsent",
          "replace",
          "remove",
          "containsKey",
          "keySet",
          "values",
          "size",
          "isEmpty",
          "clear",
          "getName",
          "equals",
          "hashCode",
          "toString");

  private final BasicCache<String, String> texts;
  private final TextForm<V> form;

  private TextCache(BasicCache<String, String> texts, TextForm<V> form) {
    this.texts = texts;
    this.form = form;
  }

  @SuppressWarnings("unchecked") // values go in and out through the form
  static <V> BasicCache<String, V> over(BasicCache<String, String> texts, TextForm<V> form) {
    return (BasicCache<String, V>)
        Proxy.newProxyInstance(
            BasicCache.class.getClassLoader(),
            new Class<?>[] {BasicCache.class},
            new TextCache<>(texts, form));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null && method.getName().equals("get")) { // what every request does
      String text = texts.get((String) arguments[0]);
      return text == null ? null : form.read(text);
    }
    if (!KNOWN.contains(method.getName())) {
      throw new UnsupportedOperationException(method.getName());
    }
    if (method.getName().equals("values")) {
      return texts.values().stream().map(form::read).toList();
    }
    Object[] given = arguments == null ? new Object[0] : arguments.clone();
    if (compares(method, given) && !isThere(given)) {
      return false;
    }
    for (int i = 0; i < given.length; i++) {
      given[i] = form.isOne(given[i]) ? form.write(given[i]) : given[i];
    }
    return said(method, call(method, given));
  }

  /** What takes a value that must be there already has it behind the key. */
  private static boolean compares(Method method, Object[] given) {
    return switch (method.getName()) {
      case "remove" -> given.length == 2;
      case "replace" -> given.length % 2 == 1;
      default -> false;
    };
  }

  /**
   * One value has several texts: the order in a set or a map is not the same everywhere. So values
   * are compared, and the very text that is there takes the place of the one that is expected.
   */
  private boolean isThere(Object[] given) {
    String there = texts.get((String) given[0]);
    if (there == null || !form.read(there).equals(given[1])) {
      return false;
    }
    given[1] = there;
    return true;
  }

  private @Nullable Object call(Method method, Object[] given) throws Throwable {
    try {
      return method.invoke(texts, given);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** A method that answers with a value says so by its type, which is nothing but an object. */
  private @Nullable Object said(Method method, @Nullable Object answer) {
    return method.getReturnType() == Object.class && answer instanceof String text
        ? form.read(text)
        : answer;
  }
}
