package io.berth.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The newest export of a consumer's data. */
@Entity
@Table(name = "berth_export")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
class ExportRow {
  @Id String consumer;
  long version;
  byte[] payload;
}
