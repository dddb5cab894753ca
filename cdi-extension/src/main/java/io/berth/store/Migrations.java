package io.berth.store;

import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Makes and migrates the tables. The scripts are named here and not searched for, because searching
 * the class path means something else on every server.
 */
final class Migrations implements ResourceProvider {
  private static final List<String> SCRIPTS =
      List.of("V1__authority.sql", "V2__variants_generations_holds.sql", "V6__unproven.sql");
  private static final int ATTEMPTS = 5;
  private final String folder;

  private Migrations(String folder) {
    this.folder = folder;
  }

  static void run(DataSource dataSource, Product product) {
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(dataSource)
            .resourceProvider(new Migrations(product.scripts()))
            .javaMigrationClassProvider(List::of)
            .table("berth_schema_history")
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    migrate(flyway, 1);
  }

  /** Several nodes may start at once; who loses the race for the history table tries again. */
  private static void migrate(Flyway flyway, int attempt) {
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      if (attempt == ATTEMPTS) {
        throw e;
      }
      migrate(flyway, attempt + 1);
    }
  }

  @Override
  public @Nullable LoadableResource getResource(String name) {
    return SCRIPTS.contains(name) ? new Script(folder, name) : null;
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    return SCRIPTS.stream()
        .filter(name -> name.startsWith(prefix))
        .<LoadableResource>map(name -> new Script(folder, name))
        .toList();
  }
}
