package io.berth.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.associator.ConsumerRegistered;
import io.berth.associator.Requirements;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Scope;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * Consumers whose data arrives everywhere while nobody looks, proven by nothing but a watermark.
 */
abstract class TellerContract extends SiteContract {
  private static final Requirements ONE = Requirements.of("workspace");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the other manager is proven to hold, as id and version. */
  private final Set<String> proven = ConcurrentHashMap.newKeySet();

  private boolean holds(String manager, Association association) {
    return proven.contains(manager + " " + name(association));
  }

  private static String name(Association association) {
    return association.consumer().value() + " " + association.version();
  }

  private RegisteredTeller teller(ManagerNode node, Scope scope) {
    return new RegisteredTeller(
        node.tables,
        node.manager.name(),
        new Everywhere(node.tables, scope, this::holds),
        node.desk);
  }

  private static List<String> told(ManagerNode node) {
    return node.desk.told(ConsumerRegistered.class).stream()
        .map(each -> name(each.association()))
        .toList();
  }

  /** Long ago enough for the events to be in order. */
  private void timePasses() {
    authority.execute(
        "UPDATE berth_association SET changed_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
  }

  @Test
  void whoeverHasArrivedIsToldOnceForEachVersionWhicheverNodeNotices() {
    ManagerNode home = node(A).fill("workspace", 2);
    ManagerNode second = node(A);
    node(B);
    home.associator.register(ANN, ONE);
    home.associator.register(ConsumerId.of("bob"), ONE);
    timePasses();
    RegisteredTeller one = teller(home, new Scope.All());
    RegisteredTeller two = teller(second, new Scope.All());
    one.look();
    assertThat(told(home)).isEmpty();
    proven.add("rm-b ann@example.org 1");
    one.look();
    two.look();
    one.look();
    assertThat(told(home)).containsExactly("ann@example.org 1");
    assertThat(told(second)).isEmpty();
    assertThat(home.desk.told(ConsumerRegistered.class).get(0).association().resources())
        .hasSize(1);

    home.replication.wrote(ANN);
    timePasses();
    two.look();
    assertThat(told(second)).isEmpty(); // version 1 is there, version 2 is not
    home.replication.wrote(ANN);
    proven.add("rm-b ann@example.org 2");
    proven.add("rm-b ann@example.org 3");
    timePasses();
    two.look();
    one.look();
    assertThat(told(second)).containsExactly("ann@example.org 3"); // 2 was overtaken
    assertThat(told(home)).hasSize(1);
    one.close();
    two.close();
  }

  @Test
  void whoArrivedWhileNoNodeRanIsToldAfterwards() {
    ManagerNode home = node(A).fill("workspace", 1);
    node(B);
    home.associator.register(ANN, ONE);
    proven.add("rm-b ann@example.org 1");
    try (RegisteredTeller later = teller(home, new Scope.All())) {
      later.start();
      await().atMost(PATIENCE).until(() -> told(home).equals(List.of("ann@example.org 1")));
    }
  }

  @Test
  void onlyTheManagersInScopeCount() {
    ManagerNode home = node(A).fill("workspace", 1);
    node(B);
    home.associator.register(ANN, ONE);
    timePasses();
    RegisteredTeller teller = teller(home, new Scope.Location("eu"));
    ReplicationBean bean = new ReplicationBean(Optional.empty(), home.tables, false, "rm-a");
    assertThat(bean.getLongestRegisteringSeconds()).isBetween(1L, 60L);
    teller.look();
    assertThat(told(home)).hasSize(1); // rm-b is in us
    assertThat(bean.getLongestRegisteringSeconds()).isZero();
    assertThat(bean.getBacklog()).isEqualTo(-1);
    teller.close();
  }

  @Test
  void anotherHomesConsumersAreItsOwnAffair() {
    ManagerNode home = node(A).fill("workspace", 1);
    ManagerNode other = node(B);
    home.associator.register(ANN, ONE);
    timePasses();
    RegisteredTeller teller = teller(other, new Scope.Home());
    teller.look();
    assertThat(told(other)).isEmpty();
    teller.close();
  }

  @Test
  void manyAreLookedAtPageByPage() {
    int consumers = 2_500;
    ManagerNode home = node(A);
    node(B);
    authority.execute(
        "INSERT INTO berth_association (consumer, home, version, state) SELECT 'c' || x, 'rm-a', 1,"
            + " 'BOUND' FROM "
            + series(consumers));
    for (int i = 1; i <= consumers; i += 2) {
      proven.add("rm-b c" + i + " 1");
    }
    timePasses();
    RegisteredTeller teller = teller(home, new Scope.All());
    teller.look();
    assertThat(told(home)).hasSize(consumers / 2);
    teller.close();
    authority.execute("DELETE FROM berth_association");
  }

  /** Rows of numbers from 1 on, in a column x. */
  abstract String series(int count);

  @Test
  void theTimeSinceTheSignUpIsTheAuthoritys() {
    ManagerNode home = node(A).fill("workspace", 1);
    assertThat(home.associator.sinceSignUp(ANN)).isEmpty();
    home.associator.register(ANN, ONE);
    authority.execute(
        "UPDATE berth_association SET created_at = CURRENT_TIMESTAMP - INTERVAL '90' SECOND");
    assertThat(home.associator.sinceSignUp(ANN).orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(150));
  }
}
