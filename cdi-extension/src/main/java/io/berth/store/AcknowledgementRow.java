package io.berth.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** The newest version of a consumer that a manager other than its home has. */
@Entity
@Table(name = "berth_acknowledgement")
@IdClass(AcknowledgementRow.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
class AcknowledgementRow {
  @Id String consumer;
  @Id String manager;
  long version;

  record Key(String consumer, String manager) implements Serializable {}
}
