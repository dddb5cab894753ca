package io.berth.store;

import io.berth.model.Availability;
import io.berth.model.Resource;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A resource and where it stands. */
@Entity
@Table(name = "berth_resource")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
class ResourceRow {
  @Id long id;
  String type;
  String name;
  String manager;
  String location;
  int capacity;

  @Enumerated(EnumType.STRING)
  Availability availability;

  @Nullable String owner;

  /** The fence: who does not know it changes nothing. */
  long epoch;

  int attempts;

  Resource resource() {
    return new Resource(type, name, manager, location, capacity, availability);
  }

  Stock stock() {
    return new Stock(id, epoch, attempts, resource());
  }
}
