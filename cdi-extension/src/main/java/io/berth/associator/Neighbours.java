package io.berth.associator;

import io.berth.model.Association;
import java.util.function.Predicate;

/** What is known of the other managers at this moment. */
public interface Neighbours {
  /** Whether a manager, the local one included, has a node that takes new consumers. */
  boolean accepts(String manager);

  /** Whether a manager is proven to hold a consumer's data at the association's version. */
  boolean holds(String manager, Association association);

  /** Whether every manager is. */
  boolean allHold(Association association);

  /** Managers that prove what they hold by acknowledging it, and in no other way. */
  static Neighbours acknowledging(Predicate<String> accepts) {
    return new Neighbours() {
      @Override
      public boolean accepts(String manager) {
        return accepts.test(manager);
      }

      @Override
      public boolean holds(String manager, Association association) {
        return manager.equals(association.home()) || association.acknowledgedBy().contains(manager);
      }

      @Override
      public boolean allHold(Association association) {
        return true; // the outbox says so
      }
    };
  }
}
