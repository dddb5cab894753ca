package io.berth.store;

import io.berth.scripts.NamedScripts;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Makes and migrates the tables. */
final class Migrations {
  private static final List<String> SCRIPTS =
      List.of("V1__authority.sql", "V2__variants_generations_holds.sql", "V6__unproven.sql");
  private static final int ATTEMPTS = 5;

  private Migrations() {}

  static void run(DataSource dataSource, Product product) {
    ClassLoader jar = Migrations.class.getClassLoader();
    Flyway flyway =
        Flyway.configure(jar)
            .dataSource(dataSource)
            .resourceProvider(new NamedScripts(jar, product.scripts(), SCRIPTS))
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
}
