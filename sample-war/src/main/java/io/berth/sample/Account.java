package io.berth.sample;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What a store knows of one consumer. */
@Entity
@Table(name = "account", schema = "public")
class Account {
  @Id private String email = "";

  @Column(nullable = false)
  private String workspace = "";

  @Column(name = "workspace_key", nullable = false)
  private String workspaceKey = "";

  @Column(name = "schema_name", nullable = false)
  private String schema = "";

  @Column(name = "created_at", nullable = false)
  private Instant createdAt = Instant.EPOCH;

  @Column(name = "arrived_at", nullable = false)
  private Instant arrivedAt = Instant.EPOCH;

  /** For Hibernate. */
  protected Account() {}

  Account(String email, WorkspaceName workspace, String schema, Instant createdAt) {
    this.email = email;
    this.workspace = workspace.shown();
    this.workspaceKey = workspace.key();
    this.schema = schema;
    this.createdAt = createdAt;
    this.arrivedAt = createdAt;
  }

  String email() {
    return email;
  }

  WorkspaceName workspace() {
    return WorkspaceName.of(workspace);
  }

  String schema() {
    return schema;
  }

  Instant createdAt() {
    return createdAt;
  }

  /** When this store got the account: at the home the sign-up itself, elsewhere its replication. */
  Instant arrivedAt() {
    return arrivedAt;
  }

  void arrived(Instant when) {
    arrivedAt = when;
  }

  /** The sign-up runs again after a crash and was given another resource. */
  void moveTo(String otherSchema) {
    schema = otherSchema;
  }
}
