package io.berth.jmx;

import java.security.AccessController;
import java.security.Principal;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Who calls a bean, as far as the connector says so. */
final class Caller {
  private static final String NOBODY = "somebody";

  private Caller() {}

  static String names() {
    Subject subject = current();
    return subject == null || subject.getPrincipals().isEmpty()
        ? WildFlyCaller.name().orElse(NOBODY)
        : subject.getPrincipals().stream().map(Principal::getName).collect(Collectors.joining("+"));
  }

  /** {@code Subject.current()} where there is one, from Java 18 on; else what it replaces. */
  @SuppressWarnings("removal")
  private static @Nullable Subject current() {
    try {
      return (Subject) Subject.class.getMethod("current").invoke(null);
    } catch (NoSuchMethodException e) {
      return Subject.getSubject(AccessController.getContext());
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
