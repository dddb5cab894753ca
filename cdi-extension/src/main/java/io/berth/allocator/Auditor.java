package io.berth.allocator;

import io.berth.model.Availability;
import io.berth.model.ResourceManager;
import io.berth.store.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows and real things in both directions: every row has its real thing, every real thing
 * its row (RULES A2). What comes or goes meanwhile is no difference.
 */
final class Auditor {
  private static final Logger LOG = Logger.getLogger(Auditor.class);
  private final Inventory inventory;
  private final ResourceManager manager;
  private final Map<String, ResourceProvisioner> provisioners;
  private volatile List<String> last = List.of();

  Auditor(
      Inventory inventory, ResourceManager manager, Map<String, ResourceProvisioner> provisioners) {
    this.inventory = inventory;
    this.manager = manager;
    this.provisioners = Map.copyOf(provisioners);
  }

  List<String> last() {
    return last;
  }

  /** Every difference, one a line. */
  synchronized List<String> audit() {
    List<String> differences = new ArrayList<>();
    provisioners.forEach((type, provisioner) -> audit(type, provisioner, differences));
    last = List.copyOf(differences);
    if (!differences.isEmpty()) {
      LOG.errorf(
          "BERTH-336 the audit of manager '%s' found %d differences, the first: %s; the others are"
              + " shown by the MXBean io.berth:type=Stock",
          manager.name(), differences.size(), differences.get(0));
    }
    return last;
  }

  private void audit(String type, ResourceProvisioner provisioner, List<String> differences) {
    Map<String, Availability> before = inventory.of(manager.name(), type);
    Optional<Set<String>> listed = provisioner.existing();
    if (listed.isEmpty()) {
      return; // this type's real things cannot be listed
    }
    Map<String, Availability> after = inventory.of(manager.name(), type);
    for (String name : new TreeSet<>(before.keySet())) {
      Availability state = before.get(name);
      if (state == after.get(name) && isReal(state) && !listed.get().contains(name)) {
        differences.add(type + " '" + name + "' is " + state + ", but nothing real is behind it");
        doubt(name, state);
      }
    }
    Set<String> strange = new TreeSet<>(listed.get());
    strange.removeAll(before.keySet());
    strange.removeAll(after.keySet());
    for (String name : inventory.unknown(strange)) { // a copy of another manager's is none
      differences.add(type + " '" + name + "' is real, but no row knows it");
    }
  }

  /** What is being made may not be there yet, what is suspect may be gone already. */
  private static boolean isReal(@Nullable Availability state) {
    return state == Availability.FREE
        || state == Availability.CLAIMED
        || state == Availability.BOUND;
  }

  /** Nobody is to get a thing that is not there. */
  private void doubt(String name, @Nullable Availability state) {
    if (state == Availability.FREE) {
      inventory.doubt(name);
    }
  }
}
