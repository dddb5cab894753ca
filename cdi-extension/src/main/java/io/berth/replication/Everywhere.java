package io.berth.replication;

import io.berth.model.Association;
import io.berth.model.ResourceManager;
import io.berth.model.Scope;
import io.berth.store.Tables;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Whether a consumer's data has arrived at every manager that counts. Which managers there are is
 * what the authority says, for at the start of a node the others may not be in sight yet, and
 * nobody in sight is nobody missing.
 *
 * @param scope the managers that count
 * @param holds whether a manager is proven to hold a consumer's data at the association's version
 */
public record Everywhere(Tables tables, Scope scope, BiPredicate<String, Association> holds)
    implements Predicate<Association> {
  @Override
  public boolean test(Association association) {
    return test(association, tables.managers().all());
  }

  /** The same for many consumers, when the authority has been asked already. */
  boolean test(Association association, List<ResourceManager> managers) {
    String home = association.home();
    return managers.stream()
        .filter(manager -> manager.capacity() > 0 && scope.includes(manager, home))
        .map(ResourceManager::name)
        .allMatch(manager -> manager.equals(home) || holds.test(manager, association));
  }
}
