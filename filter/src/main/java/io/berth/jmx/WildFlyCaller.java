package io.berth.jmx;

import java.security.Principal;
import java.util.Optional;

/**
 * Who calls by WildFly's remoting. It hands no {@link javax.security.auth.Subject} on; its
 * controller, a module of the server's that applications do not see, remembers for each thread whom
 * it works for.
 */
final class WildFlyCaller {
  private WildFlyCaller() {}

  /** Empty on any other server, and where nobody has come from outside. */
  static Optional<String> name() {
    try {
      Class<?> context =
          controller().loadClass("org.jboss.as.controller.AccessAuditContext"); // module-private
      Object current = context.getMethod("currentAccessAuditContext").invoke(null);
      Object identity =
          current == null ? null : context.getMethod("getSecurityIdentity").invoke(current);
      return identity == null
          ? Optional.empty()
          : Optional.of(
              ((Principal) identity.getClass().getMethod("getPrincipal").invoke(identity))
                  .getName());
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static ClassLoader controller() throws ReflectiveOperationException {
    ClassLoader system = ClassLoader.getSystemClassLoader();
    Class<?> module = Class.forName("org.jboss.modules.Module", false, system);
    Class<?> loader = Class.forName("org.jboss.modules.ModuleLoader", false, system);
    Object modules = module.getMethod("getBootModuleLoader").invoke(null);
    Object found =
        loader.getMethod("loadModule", String.class).invoke(modules, "org.jboss.as.controller");
    return (ClassLoader) module.getMethod("getClassLoader").invoke(found);
  }
}
