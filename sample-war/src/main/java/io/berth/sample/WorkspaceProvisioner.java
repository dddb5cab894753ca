package io.berth.sample;

import io.berth.allocator.Provisions;
import io.berth.allocator.ResourceProvisioner;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;

/** Makes workspaces: a schema with 48 tables, which takes the time that nobody should wait for. */
@ApplicationScoped
@Provisions("workspace")
class WorkspaceProvisioner implements ResourceProvisioner {
  @Inject Workspaces workspaces;

  @Override
  public void provision(Resource resource) {
    workspaces.schemas().make(WorkspaceSchema.nameOf(resource.name()));
    workspaces.store().writeThrough();
  }

  @Override
  public void personalise(Resource resource, ConsumerId owner) {
    String schema = WorkspaceSchema.nameOf(resource.name());
    try (Connection connection = workspaces.store().connection();
        PreparedStatement update =
            connection.prepareStatement(
                "update \"" + schema + "\".owner set email = ?, owned_since = ? where id = 1")) {
      update.setString(1, owner.value());
      update.setTimestamp(2, Timestamp.from(workspaces.clock().instant()));
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException("schema " + schema + " has no owner row");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot name the owner of schema " + schema, e);
    }
  }

  @Override
  public void retire(Resource resource) {
    String schema = WorkspaceSchema.nameOf(resource.name());
    try (Connection connection = workspaces.store().connection();
        PreparedStatement delete =
            connection.prepareStatement("delete from account where schema_name = ?")) {
      delete.setString(1, schema);
      delete.executeUpdate();
      workspaces.schemas().drop(connection, schema);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot drop schema " + schema, e);
    }
  }
}
