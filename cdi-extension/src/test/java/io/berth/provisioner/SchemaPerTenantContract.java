package io.berth.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.berth.allocator.ProvisionerContract;
import io.berth.allocator.ResourceProvisioner;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.store.Authority;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schemas of tenants on a real database, and Hibernate in them. */
abstract class SchemaPerTenantContract extends ProvisionerContract {
  private final Authority authority = open();
  private final HikariDataSource dataSource = Authority.pool(authority.settings(), 12);

  abstract Authority open();

  @AfterEach
  void stop() {
    dataSource.close();
    authority.close();
  }

  /** Writes its owner's name into the schema. */
  private static final class Owned extends SchemaPerTenant {
    private final DataSource dataSource;

    Owned(DataSource dataSource, List<String> scripts) {
      super(dataSource, "tenant", "tenant/", scripts);
      this.dataSource = dataSource;
    }

    @Override
    public void personalise(Resource resource, ConsumerId owner) {
      try (Connection connection = dataSource.getConnection();
          Statement statement = connection.createStatement()) {
        String table = "\"" + schemaOf(resource) + "\".owner";
        statement.execute("DELETE FROM " + table);
        statement.execute("INSERT INTO " + table + " VALUES ('" + owner.value() + "')");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  protected ResourceProvisioner provisioner() {
    return new Owned(dataSource, List.of("V1__notes.sql", "V2__tags.sql"));
  }

  @Override
  protected String type() {
    return "tenant";
  }

  @Override
  protected boolean isReal(Resource resource) {
    return authority.number(
            "SELECT count(*) FROM information_schema.columns WHERE lower(column_name) = 'tag'"
                + " AND table_schema = '"
                + resource.name()
                + "'")
        == 1;
  }

  @Override
  protected boolean isAnywhere(String text) {
    return authority
        .texts(
            "SELECT table_schema FROM information_schema.tables WHERE lower(table_name) = 'owner'")
        .stream()
        .anyMatch(
            schema -> authority.texts("SELECT name FROM \"" + schema + "\".owner").contains(text));
  }

  private static Resource resource(String name) {
    return new Resource("tenant", "tenant_" + name, "rm-a", "", 1, Availability.FREE);
  }

  @Test
  void aNewScriptMakesStockStaleAndReachesTheSchemasThatAreInUse() {
    SchemaPerTenant old = new Owned(dataSource, List.of("V1__notes.sql"));
    SchemaPerTenant young = new Owned(dataSource, List.of("V1__notes.sql", "V2__tags.sql"));
    old.provision(resource("one"));
    assertThat(isReal(resource("one"))).isFalse();
    assertThat(young.generation()).isGreaterThan(old.generation());
    assertThat(young.migrateAll()).isEqualTo(1);
    assertThat(isReal(resource("one"))).isTrue();
    assertThat(young.migrateAll()).as("again, with nothing to do").isEqualTo(1);
  }

  @Test
  void whatACrashLeftHalfMadeIsMadeAnew() {
    SchemaPerTenant schemas = new Owned(dataSource, List.of("V1__notes.sql", "V2__tags.sql"));
    authority.execute("CREATE SCHEMA \"tenant_half\"");
    authority.execute("CREATE TABLE \"tenant_half\".note (half INTEGER)");
    schemas.provision(resource("half"));
    assertThat(isReal(resource("half"))).isTrue();
  }

  @Test
  void aScriptThatIsNotThereIsNamedAtTheStart() {
    assertThatThrownBy(() -> new Owned(dataSource, List.of("V9__nothing.sql")))
        .hasMessageContaining("tenant/V9__nothing.sql");
  }

  @Test
  void hibernateWorksInTheTenantsSchemaAndNoConnectionRemembersIt() {
    SchemaPerTenant schemas = new Owned(dataSource, List.of("V1__notes.sql", "V2__tags.sql"));
    schemas.provision(resource("one"));
    schemas.provision(resource("two"));
    Configuration configuration = new Configuration();
    configuration
        .getProperties()
        .put("hibernate.multi_tenant_connection_provider", new TenantConnections(dataSource));
    configuration.setProperty(
        "hibernate.dialect", "org.hibernate.dialect." + dialect() + "Dialect");
    try (SessionFactory factory = configuration.buildSessionFactory()) {
      for (int i = 0; i < 20; i++) {
        String tenant = i % 2 == 0 ? "tenant_one" : "tenant_two";
        String insert = "INSERT INTO note (id, text) VALUES (" + i + ", 'of " + tenant + "')";
        try (StatelessSession session =
            factory
                .withStatelessOptions()
                .tenantIdentifier((Object) tenant)
                .openStatelessSession()) {
          var transaction = session.beginTransaction();
          session.createNativeMutationQuery(insert).executeUpdate();
          transaction.commit();
        }
      }
    }
    for (String tenant : List.of("tenant_one", "tenant_two")) {
      assertThat(authority.texts("SELECT text FROM \"" + tenant + "\".note"))
          .hasSize(10)
          .containsOnly("of " + tenant);
    }
    for (int i = 0; i < 12; i++) {
      assertThat(usualSchema()).isEqualToIgnoringCase("public");
    }
  }

  private String usualSchema() {
    try (Connection connection = dataSource.getConnection()) {
      return String.valueOf(connection.getSchema());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  abstract String dialect();
}
