package io.berth.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;

/**
 * The schema of one workspace. {@link #make} makes the whole of it, version by version with a
 * history: what a person would wait for if there were no stock. {@link #copy} makes what a store
 * that is not the home needs to show the workspace: the owner and the notes.
 */
final class WorkspaceSchema {
  private static final Pattern SCHEMA = Pattern.compile("ws_[A-Za-z0-9._-]{1,64}");

  private final DefinitionTurns turns = new DefinitionTurns();
  private final String url;
  private final String script;

  WorkspaceSchema(String url) {
    this.url = url;
    this.script = readScript();
  }

  /** The schema of the resource {@code name}. */
  static String nameOf(String resourceName) {
    return checked("ws_" + resourceName);
  }

  /**
   * Makes the schema, or finishes one that was half made. Flyway gets connections of its own: it
   * needs several at once, and a pool that many provisioners share could dead-lock on that.
   */
  void make(String schema) {
    Flyway flyway =
        Flyway.configure(getClass().getClassLoader())
            .dataSource(url, "sa", "")
            .schemas(checked(schema))
            .locations("classpath:db/workspace")
            .executeInTransaction(false)
            .callbacks(turns)
            .load();
    turns.begin();
    try {
      flyway.migrate();
    } finally {
      turns.end();
    }
  }

  /** Makes the schema of a copy anew; whatever was there is dropped. */
  void copy(Connection connection, String schema) throws SQLException {
    turns.begin();
    try (Statement statement = connection.createStatement()) {
      statement.execute(drop(schema));
      statement.execute("create schema \"" + schema + "\"");
      connection.setSchema(schema);
      statement.execute(script);
    } finally {
      turns.end();
      connection.setSchema(Store.DEFAULT_SCHEMA);
    }
  }

  /** Drops the schema and everything in it; nothing happens when it is not there. */
  void drop(Connection connection, String schema) throws SQLException {
    turns.begin();
    try (Statement statement = connection.createStatement()) {
      statement.execute(drop(schema));
    } finally {
      turns.end();
    }
  }

  private static String drop(String schema) {
    return "drop schema if exists \"" + checked(schema) + "\" cascade";
  }

  private static String checked(String schema) {
    if (!SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException("not a workspace schema: '" + schema + "'");
    }
    return schema;
  }

  private static String readScript() {
    try (InputStream in = WorkspaceSchema.class.getResourceAsStream("/db/copy/workspace.sql")) {
      byte[] script = Objects.requireNonNull(in, "db/copy/workspace.sql").readAllBytes();
      return new String(script, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read db/copy/workspace.sql", e);
    }
  }
}
