package io.berth.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A manager, as its nodes announced it when they started. */
@Entity
@Table(name = "berth_manager")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
class ManagerRow {
  @Id String name;
  String location;
  int capacity;

  /** Units taken by everything that is made or being made and not yet retired. */
  int used;
}
