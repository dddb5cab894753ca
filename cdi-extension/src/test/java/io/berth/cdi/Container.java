package io.berth.cdi;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A Weld with the extension, the given beans and the given settings. */
final class Container implements AutoCloseable {
  private final Map<String, String> settings;
  private final SeContainer container;

  private Container(Map<String, String> settings, SeContainer container) {
    this.settings = settings;
    this.container = container;
  }

  static Map<String, String> defaults() {
    Map<String, String> settings = new HashMap<>();
    settings.put("berth.node", "a1");
    settings.put("berth.manager", "rm-a");
    settings.put("berth.address", "http://127.0.0.1:23001");
    settings.put("berth.keys", "development");
    settings.put("berth.jdbc.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    settings.put("berth.pool.floor", "0");
    settings.put("berth.pool.target", "3");
    settings.put("berth.pool.ceiling", "5");
    return settings;
  }

  static Container start(Map<String, String> settings, Class<?>... beans) {
    settings.forEach(System::setProperty);
    try {
      return new Container(
          settings,
          SeContainerInitializer.newInstance()
              .disableDiscovery()
              .addExtensions(BerthExtension.class)
              .addBeanClasses(beans)
              .initialize());
    } catch (RuntimeException | Error e) {
      settings.keySet().forEach(System::clearProperty);
      throw e;
    }
  }

  <T> T get(Class<T> type) {
    return container.select(type, Any.Literal.INSTANCE).get();
  }

  void fire(Object event) {
    container.getBeanManager().getEvent().fire(event);
  }

  @Override
  public void close() {
    container.close();
    settings.keySet().forEach(System::clearProperty);
  }
}
