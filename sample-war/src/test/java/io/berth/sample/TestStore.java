package io.berth.sample;

import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.model.Resource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** One manager's store in memory, with the beans that work on it. */
final class TestStore implements AutoCloseable {
  final Workspaces workspaces;
  final WorkspaceProvisioner provisioner = new WorkspaceProvisioner();
  final WorkspaceReplicator replicator = new WorkspaceReplicator();
  final Accounts accounts = new Accounts();

  TestStore() {
    this("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
  }

  TestStore(String url) {
    workspaces = Workspaces.of(new SampleSettings(url, url, new byte[32]));
    provisioner.workspaces = workspaces;
    replicator.workspaces = workspaces;
    accounts.workspaces = workspaces;
  }

  static Resource resource(String name) {
    return new Resource("workspace", name, "rm-a", "", 1, Availability.BOUND);
  }

  static Association association(String email, Resource resource) {
    return new Association(
        ConsumerId.of(email), "rm-a", List.of(resource), 1, 1, Position.UNKNOWN, Set.of(), false);
  }

  static Association tombstone(Association former) {
    return new Association(
        former.consumer(), "rm-a", List.of(), 2, 1, Position.UNKNOWN, Set.of(), true);
  }

  long count(String sql) {
    try (Connection connection = workspaces.store().connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void execute(String sql) {
    try (Connection connection = workspaces.store().connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  long tablesOf(String schema) {
    return count(
        "select count(*) from information_schema.tables where table_schema = '" + schema + "'");
  }

  long workspaceSchemas() {
    return count(
        "select count(*) from information_schema.schemata where schema_name like 'ws!_%' escape '!'");
  }

  @Override
  public void close() {
    workspaces.close();
  }
}
