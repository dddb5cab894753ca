package io.berth.store;

import io.berth.model.ConsumerId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A consumer's data that a manager still has to take over. */
@Entity
@Table(name = "berth_outbox")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
class OutboxRow {
  @Id long id;
  String consumer;
  long version;
  String target;

  /** The fence of the node that works on it. */
  long lease;

  int attempts;

  Delivery delivery() {
    return new Delivery(id, ConsumerId.of(consumer), version, lease, attempts);
  }
}
