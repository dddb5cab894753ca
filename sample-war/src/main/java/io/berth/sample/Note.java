package io.berth.sample;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A note; its table is in the workspace's own schema, so it needs no owner. */
@Entity
@Table(name = "note")
class Note {
  static final int MAX_LENGTH = 4000;

  @Id private UUID id = new UUID(0, 0);

  @Column(nullable = false, length = MAX_LENGTH)
  private String body = "";

  @Column(name = "written_at", nullable = false)
  private Instant writtenAt = Instant.EPOCH;

  /** For Hibernate. */
  protected Note() {}

  Note(UUID id, String body, Instant writtenAt) {
    this.id = id;
    this.body = body;
    this.writtenAt = writtenAt;
  }

  UUID id() {
    return id;
  }

  String body() {
    return body;
  }

  Instant writtenAt() {
    return writtenAt;
  }
}
