package io.berth.provisioner;

import io.berth.allocator.ResourceProvisioner;
import io.berth.model.Resource;
import io.berth.scripts.NamedScripts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Gives each tenant a schema of its own, on PostgreSQL or H2, with the application's migrations run
 * before anybody waits. {@link TenantConnections} lets Hibernate work in it. To be produced as a
 * bean with {@code @Provisions}; subclasses may personalise. Thread-safe.
 *
 * <p>The generation is the number of scripts: appending one makes the stock stale, and {@link
 * #migrateAll} brings the schemas of those who have one up to date.
 */
public class SchemaPerTenant implements ResourceProvisioner {
  private static final String HISTORY = "schema_history";
  private final DataSource dataSource;
  private final String type;
  private final NamedScripts scripts;

  /**
   * On H2 every change of a schema locks the whole catalogue, and two would wait for each other.
   */
  private final Semaphore turns;

  /**
   * @param dataSource outside of JTA, allowed to create and drop schemas
   * @param type the resource type; schemas are named after resources, which begin with it
   * @param folder of the scripts on the class path, for example {@code db/tenant/}
   * @param scripts their names in Flyway's form, for example {@code V1__notes.sql}; appended to,
   *     never changed
   */
  public SchemaPerTenant(DataSource dataSource, String type, String folder, List<String> scripts) {
    this.dataSource = dataSource;
    this.type = type;
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    this.scripts = new NamedScripts(application, folder, scripts);
    this.turns = new Semaphore(isH2(dataSource) ? 1 : Integer.MAX_VALUE);
  }

  private static boolean isH2(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().equals("H2");
    } catch (SQLException e) {
      throw new IllegalStateException("the database of the tenants' schemas is not there", e);
    }
  }

  /** The schema of a resource, which is the tenant's name for Hibernate. */
  public static String schemaOf(Resource resource) {
    return resource.name();
  }

  @Override
  public void provision(Resource resource) {
    inTurn(
        () -> {
          drop(resource); // what a crash left half made
          migrate(schemaOf(resource));
        });
  }

  @Override
  public void retire(Resource resource) {
    inTurn(() -> drop(resource));
  }

  private void inTurn(Runnable change) {
    turns.acquireUninterruptibly();
    try {
      change.run();
    } finally {
      turns.release();
    }
  }

  @Override
  public long generation() {
    return scripts.names().size();
  }

  @Override
  public Optional<Set<String>> existing() {
    String sql = "SELECT schema_name FROM information_schema.schemata";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      Set<String> schemas = new TreeSet<>();
      while (rows.next()) {
        schemas.add(rows.getString(1));
      }
      schemas.removeIf(each -> !each.startsWith(prefix()));
      return Optional.of(schemas);
    } catch (SQLException e) {
      throw new IllegalStateException("the schemas of '" + type + "' cannot be listed", e);
    }
  }

  private String prefix() {
    return type.toLowerCase(Locale.ROOT) + "_";
  }

  /** Runs the migrations that schemas lack, in every schema of this type; how many schemas. */
  public int migrateAll() {
    Set<String> schemas = existing().orElseThrow();
    schemas.forEach(schema -> inTurn(() -> migrate(schema)));
    return schemas.size();
  }

  private void migrate(String schema) {
    Flyway.configure(scripts.loader())
        .dataSource(dataSource)
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .table(HISTORY)
        .resourceProvider(scripts)
        .javaMigrationClassProvider(List::of)
        .load()
        .migrate();
  }

  private void drop(Resource resource) {
    // A resource's name has letters, digits, dots, dashes and underscores only.
    String sql = "DROP SCHEMA IF EXISTS \"" + schemaOf(resource) + "\" CASCADE";
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("schema '" + schemaOf(resource) + "' was not dropped", e);
    }
  }
}
