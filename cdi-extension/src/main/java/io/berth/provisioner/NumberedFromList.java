package io.berth.provisioner;

import io.berth.allocator.ResourceProvisioner;
import io.berth.model.Resource;
import io.berth.scripts.NamedScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Gives out what is numbered and cannot be made: licence keys, addresses, mailbox names, from a
 * file or a table, each item to one resource. To be produced as a bean with {@code @Provisions}.
 * Thread-safe; any number of nodes may share a list.
 *
 * <p>The items are kept in the table {@code berth_list_item}, which it makes, in the database of
 * its data source (PostgreSQL or H2).
 */
public class NumberedFromList implements ResourceProvisioner {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
  private final ListDatabase database;
  private final String list;
  private final boolean reuse;

  /**
   * @param dataSource outside of JTA
   * @param list the list's name, 1 to 64 characters
   * @param reuse whether an item whose resource was retired is given out again; not for licence
   *     keys or mailbox names, for mail to the former owner would reach the next one
   */
  public NumberedFromList(DataSource dataSource, String list, boolean reuse) {
    if (list.isEmpty() || list.length() > 64) {
      throw new IllegalArgumentException(
          "a list's name has 1 to 64 characters, got " + list.length());
    }
    this.database = new ListDatabase(dataSource, list);
    this.list = list;
    this.reuse = reuse;
    Flyway.configure(NumberedFromList.class.getClassLoader())
        .dataSource(dataSource)
        .table("berth_list_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .resourceProvider(
            new NamedScripts(
                NumberedFromList.class.getClassLoader(), "db/berth/list/", List.of("V1__list.sql")))
        .javaMigrationClassProvider(List::of)
        .load()
        .migrate();
  }

  /**
   * Adds what is not in the list yet; what was given out stays so.
   *
   * @param items 1 to 255 characters each
   * @return how many are new
   */
  public int add(Collection<String> items) {
    items.forEach(NumberedFromList::check);
    String sql =
        "INSERT INTO berth_list_item (list, item) SELECT CAST(? AS VARCHAR(64)),"
            + " CAST(? AS VARCHAR(255)) WHERE NOT EXISTS"
            + " (SELECT 1 FROM berth_list_item WHERE list = ? AND item = ?)";
    return database.inTransaction(
        connection -> {
          int added = 0;
          try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (String item : items) {
              added += ListDatabase.change(insert, list, item, list, item);
            }
          }
          return added;
        });
  }

  private static void check(String item) {
    if (item.isEmpty() || item.length() > 255) {
      throw new IllegalArgumentException(
          "an item of a list has 1 to 255 characters, got " + item.length());
    }
  }

  /** Adds the lines of a UTF-8 file, but for empty ones and those that begin with a hash. */
  public int addFile(Path file) throws IOException {
    return add(
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList());
  }

  /** Adds the values of a column of a table in the same database. */
  public int addTable(String table, String column) {
    for (String name : List.of(table, column)) {
      if (!IDENTIFIER.matcher(name).matches()) {
        throw new IllegalArgumentException("no name of a table or column: '" + name + "'");
      }
    }
    String sql =
        "INSERT INTO berth_list_item (list, item) SELECT DISTINCT CAST(? AS VARCHAR(64)), t."
            + column
            + " FROM "
            + table
            + " t WHERE NOT EXISTS (SELECT 1 FROM berth_list_item i WHERE i.list = ?"
            + " AND i.item = t."
            + column
            + ")";
    return database.inTransaction(connection -> ListDatabase.change(connection, sql, list, list));
  }

  /**
   * @throws IllegalStateException when the list is used up
   */
  @Override
  public void provision(Resource resource) {
    boolean given =
        database.inTransaction(
            connection -> item(connection, resource).isPresent() || take(connection, resource));
    if (!given) {
      throw new IllegalStateException(
          "list '" + list + "' is used up: nothing is left for '" + resource.name() + "'");
    }
  }

  private boolean take(Connection connection, Resource resource) throws SQLException {
    return ListDatabase.change(
            connection,
            "UPDATE berth_list_item SET resource = ? WHERE list = ? AND resource IS NULL"
                + " AND item = (SELECT item FROM berth_list_item WHERE list = ?"
                + " AND resource IS NULL AND NOT used FETCH FIRST 1 ROW ONLY"
                + " FOR UPDATE SKIP LOCKED)",
            resource.name(),
            list,
            list)
        == 1;
  }

  @Override
  public void retire(Resource resource) {
    String used = reuse ? "used" : "TRUE";
    database.inTransaction(
        connection ->
            ListDatabase.change(
                connection,
                "UPDATE berth_list_item SET resource = NULL, used = "
                    + used
                    + " WHERE list = ? AND resource = ?",
                list,
                resource.name()));
  }

  @Override
  public Optional<Set<String>> existing() {
    return Optional.of(
        database.inTransaction(
            connection ->
                ListDatabase.texts(
                    connection,
                    "SELECT resource FROM berth_list_item WHERE list = ?"
                        + " AND resource IS NOT NULL",
                    list)));
  }

  /** The number, key or name that a resource stands for. */
  public Optional<String> item(Resource resource) {
    return database.inTransaction(connection -> item(connection, resource));
  }

  private Optional<String> item(Connection connection, Resource resource) throws SQLException {
    return ListDatabase.texts(
            connection,
            "SELECT item FROM berth_list_item WHERE list = ? AND resource = ?",
            list,
            resource.name())
        .stream()
        .findFirst();
  }

  /** How many items are left. */
  public int remaining() {
    return database.inTransaction(
        connection ->
            ListDatabase.texts(
                    connection,
                    "SELECT item FROM berth_list_item WHERE list = ? AND resource IS NULL"
                        + " AND NOT used",
                    list)
                .size());
  }
}
