package io.berth.sample;

import io.berth.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.servlet.ServletContext;
import java.time.Clock;

/** What lives as long as the application: its settings, its store and the names' database. */
@ApplicationScoped
class Workspaces implements AutoCloseable {
  @Inject ServletContext application;
  private Parts parts;

  /** What is opened and closed together. */
  private record Parts(
      SampleSettings settings, Store store, WorkspaceSchema schemas, ReservedNames names) {
    static Parts open(SampleSettings settings) {
      Store store = Store.open(settings.storeUrl());
      WorkspaceSchema schemas = new WorkspaceSchema(settings.storeUrl());
      return new Parts(
          settings, store, schemas, ReservedNames.open(settings.namesUrl(), Clock.systemUTC()));
    }
  }

  /** For tests: opened without a container. */
  static Workspaces of(SampleSettings settings) {
    Workspaces workspaces = new Workspaces();
    workspaces.parts = Parts.open(settings);
    return workspaces;
  }

  /** Opens the store on the thread that deploys, so that a wrong setting stops the start. */
  void start(
      @Observes
          @Initialized(ApplicationScoped.class)
          @Priority(Interceptor.Priority.PLATFORM_BEFORE)
          Object started) {}

  @PostConstruct
  void open() {
    parts = Parts.open(SampleSettings.read(Settings.of(application::getInitParameter)));
  }

  Store store() {
    return parts.store();
  }

  WorkspaceSchema schemas() {
    return parts.schemas();
  }

  ReservedNames names() {
    return parts.names();
  }

  Login login() {
    return new Login(parts.settings().loginKey(), clock());
  }

  Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  @PreDestroy
  public void close() {
    parts.names().close();
    parts.store().close();
  }
}
