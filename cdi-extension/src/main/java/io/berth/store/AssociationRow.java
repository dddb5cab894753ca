package io.berth.store;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.Formula;

/** A consumer's home. */
@Entity
@Table(name = "berth_association")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields
class AssociationRow {
  @Id String consumer;
  String home;
  long version;

  /** The fence of whoever registers the consumer, and of the resources it claimed. */
  long epoch;

  @Enumerated(EnumType.STRING)
  AssociationState state;

  /** Text of {@link PositionText}. */
  String position;

  /** Whether the deadline has passed, by the database's clock. */
  @Formula("case when deadline <= current_timestamp then 1 else 0 end")
  int expired;

  Association association(List<Resource> resources, Set<String> acknowledgedBy) {
    return new Association(
        ConsumerId.of(consumer),
        home,
        resources,
        version,
        epoch,
        PositionText.read(position),
        acknowledgedBy,
        state == AssociationState.GONE);
  }
}
