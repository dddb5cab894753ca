package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.associator.Hold;
import io.berth.associator.Requirements;
import io.berth.associator.StockOutException;
import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import io.berth.site.Factory;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import io.berth.store.Kind;
import io.berth.store.Making;
import io.berth.store.StockTable;
import io.berth.store.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Stock comes in variants and generations; nobody gets another variant or a stale piece. */
abstract class TemplateContract extends SiteContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Requirements WISH = Requirements.of("workspace");
  private static final PoolRules AS_USED = new PoolRules(Map.of(), false, 200, false);

  private Factory workspaces() {
    return factory(A, "workspace");
  }

  private String madeAs(Association association) {
    return workspaces().madeAs(association.resources().get(0));
  }

  @Test
  void aNewTemplateMakesAllOldStockSuspectAtOnce() {
    ManagerNode node = node(A, settings(new PoolPolicy(0, 4, 6), PoolRules.USUAL));
    workspaces().generation = 1;
    node.fill("workspace", 4);
    node.stock.start();
    await().atMost(PATIENCE).until(() -> states("workspace").equals(Map.of(Availability.FREE, 4)));
    workspaces().generation = 2;
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                states("workspace").equals(Map.of(Availability.FREE, 4, Availability.RETIRED, 4)));
    assertThat(madeAs(node.associator.register(ANN, WISH))).isEqualTo("/2");
  }

  @Test
  void asUsedStaleStockLeavesPieceByPieceAndNobodyGetsIt() {
    AtomicLong most = new AtomicLong();
    workspaces().generation = 1;
    ManagerNode node = node(A, settings(new PoolPolicy(0, 4, 5), AS_USED)).fill("workspace", 4);
    workspaces().generation = 2;
    workspaces().beforeProvision =
        resource ->
            most.accumulateAndGet(
                authority.number(
                    "SELECT count(*) FROM berth_resource WHERE type = 'workspace'"
                        + " AND availability IN ('MAKING','FREE')"),
                Math::max);
    node.stock.start();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                states("workspace").equals(Map.of(Availability.FREE, 4, Availability.RETIRED, 4)));
    assertThat(madeAs(node.associator.register(ANN, WISH))).isEqualTo("/2");
    assertThat(most.get()).isBetween(1L, 5L);
  }

  @Test
  void staleStockThatWaitsToLeaveIsNobodys() {
    ManagerNode node = node(A, settings(new PoolPolicy(0, 0, 9), AS_USED)).fill("workspace", 3);
    node.tables.pools().renew(A, new Template(Kind.of("workspace"), 1), false);
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.FREE, 3));
    assertThat(node.stock.stock()).containsEntry("workspace", 0);
    assertThat(node.associator.hold(WISH)).isEmpty();
    assertThatThrownBy(() -> node.associator.register(ANN, WISH))
        .isInstanceOf(StockOutException.class);
    workspaces().generation = 1;
    node.fill("workspace", 1);
    assertThat(madeAs(node.associator.register(ANN, WISH))).isEqualTo("/1");
  }

  /**
   * Sign-ups go on while the template changes ten times: what each gets was newest at its claim.
   */
  @Test
  void nothingStaleIsEverHandedOut() throws Exception {
    ManagerNode node = node(A, settings(new PoolPolicy(5, 10, 20), Duration.ofSeconds(25)));
    node.stock.start();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger next = new AtomicInteger();
    List<String> stale = new ArrayList<>();
    Thread signUps =
        new Thread(
            () -> {
              while (!stop.get()) {
                long before = generation();
                Association bound =
                    node.associator.register(ConsumerId.of("c" + next.incrementAndGet()), WISH);
                long made = Long.parseLong(madeAs(bound).substring(1));
                if (made < before) {
                  stale.add(made + " after " + before);
                }
              }
            });
    signUps.start();
    for (int generation = 1; generation <= 10; generation++) {
      int seen = next.get();
      workspaces().generation = generation;
      await().atMost(PATIENCE).until(() -> next.get() >= seen + 3);
    }
    stop.set(true);
    signUps.join(60_000);
    System.out.println(next.get() + " sign-ups over 10 generations, stale: " + stale);
    assertThat(stale).isEmpty();
    assertThat(next.get()).isGreaterThan(20);
  }

  /** A trial does not begin while its workspace waits for somebody. */
  @Test
  void whatStoodInStockForAMonthBeginsWithTheSignUp() {
    ManagerNode node = node(A).fill("workspace", 1);
    authority.execute("UPDATE berth_resource SET made_at = made_at - INTERVAL '30' DAY");
    Association bound = node.associator.register(ANN, WISH);
    assertThat(
            authority.number(
                "SELECT count(*) FROM berth_association WHERE consumer = '"
                    + bound.consumer().value()
                    + "' AND created_at > CURRENT_TIMESTAMP - INTERVAL '1' HOUR"))
        .isEqualTo(1);
    assertThat(workspaces().real()).containsValue(ANN.value());
  }

  private long generation() {
    return authority.number(
        "SELECT generation FROM berth_pool WHERE manager = 'rm-a' AND type = 'workspace'");
  }

  @Test
  void aNodeWithTheOldTemplateNeitherMakesNorBringsItBack() {
    ManagerNode node = node(A);
    node.tables.pools().renew(A, new Template(Kind.of("workspace"), 7), true);
    assertThat(node.tables.pools().renew(A, new Template(Kind.of("workspace"), 6), true)).isFalse();
    Making making =
        node.tables
            .stock()
            .start(
                A,
                new Template(Kind.of("workspace"), 6),
                "w-1",
                new StockTable.Bounds(10, 10),
                MINUTE);
    assertThat(making).isEqualTo(new Making.Superseded(7));
  }

  @Test
  void whatWasBeingMadeWhenTheTemplateChangedIsNotStock() {
    ManagerNode node = node(A);
    Making.Started started =
        (Making.Started)
            node.tables
                .stock()
                .start(A, Template.of("workspace"), "w-1", new StockTable.Bounds(9, 9), MINUTE);
    node.tables.pools().renew(A, new Template(Kind.of("workspace"), 1), true);
    assertThat(node.tables.stock().finish(started.stock())).isFalse();
    assertThat(node.tables.stock().suspect(started.stock())).isTrue();
  }

  @Test
  void aStaleHoldIsNeitherUsedNorComesBackAsStock() {
    ManagerNode node = node(A).fill("workspace", 1);
    Hold hold = node.associator.hold(WISH).orElseThrow();
    workspaces().generation = 1;
    node.fill("workspace", 1);
    assertThat(madeAs(node.associator.register(ANN, WISH.holding(hold.text())))).isEqualTo("/1");
    quiesce();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.BOUND, 1, Availability.RETIRED, 1));
  }

  private ManagerNode nodeWithCountries() {
    workspaces().variants = Set.of("", "fr", "jp");
    workspaces().chooser =
        attributes -> attributes.getOrDefault("country", "").equals("FR") ? "fr" : "";
    return node(A);
  }

  @Test
  void theVariantIsChosenByWhatTheSignUpSays() {
    ManagerNode node = nodeWithCountries().fill("workspace", 1).fillVariant("workspace", "fr", 1);
    Association french = node.associator.register(ANN, WISH.with("country", "FR"));
    assertThat(madeAs(french)).isEqualTo("fr/0");
    Association usual = node.associator.register(ConsumerId.of("bob"), WISH.with("country", "DE"));
    assertThat(madeAs(usual)).isEqualTo("/0");
    assertThatThrownBy(
            () -> node.associator.register(ConsumerId.of("eve"), WISH.with("country", "FR")))
        .hasMessageContaining("workspace");
  }

  @Test
  void eachVariantIsRefilledToItsOwnBounds() {
    workspaces().variants = Set.of("", "fr", "jp");
    PoolRules rules =
        new PoolRules(
            Map.of("workspace:fr", new PoolPolicy(0, 1, 2), "mailbox", new PoolPolicy(0, 0, 1)),
            false,
            200,
            true);
    ManagerNode node = node(A, settings(new PoolPolicy(0, 3, 5), rules));
    node.stock.start();
    await().atMost(PATIENCE).until(() -> states("workspace").equals(Map.of(Availability.FREE, 7)));
    Map<String, Integer> byVariant = new HashMap<>();
    for (String variant :
        authority.texts("SELECT variant FROM berth_resource WHERE type = 'workspace'")) {
      byVariant.merge(variant, 1, Integer::sum);
    }
    assertThat(byVariant).isEqualTo(Map.of("", 3, "fr", 1, "jp", 3));
    for (String row :
        authority.texts(
            "SELECT name || ' ' || variant FROM berth_resource WHERE type = 'workspace'")) {
      String[] nameAndVariant = row.split(" ", 2);
      assertThat(workspaces().madeAs(nameAndVariant[0])).isEqualTo(nameAndVariant[1] + "/0");
    }
    assertThat(node.stock.stock()).isEqualTo(Map.of("workspace", 7, "mailbox", 0));
  }

  @Test
  void aVariantThatNobodyKeepsIsRefusedByName() {
    workspaces().chooser = attributes -> "gold";
    ManagerNode node = node(A);
    assertThatThrownBy(() -> node.associator.register(ANN, WISH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workspace:gold");
  }

  @Test
  void theTargetFollowsTheSignUpRateAndTheTimeToMakeOne() {
    PoolRules rules = new PoolRules(Map.of(), true, 200, true);
    workspaces().beforeProvision =
        resource -> await().pollDelay(Duration.ofMillis(300)).until(() -> true);
    ManagerNode node = node(A, settings(new PoolPolicy(2, 2, 9), rules)).fill("workspace", 1);
    Map<String, PoolMXBean> beans = new HashMap<>();
    node.stock.describe(
        (type, name, bean) -> {
          if (bean instanceof PoolMXBean pool) {
            beans.put(name, pool);
          }
        });
    PoolMXBean pool = beans.get("workspace");
    assertThat(pool).isNotNull();
    assertThat(pool.getTarget()).as("nothing is known yet").isEqualTo(2);
    node.stock.start();
    await().atMost(PATIENCE).until(() -> pool.getReady() == 2);
    workspaces().beforeProvision = resource -> {};
    node.fill("workspace", 600);
    for (int i = 0; i < 600; i++) {
      node.associator.register(ConsumerId.of("c" + i), WISH);
    }
    await().atMost(PATIENCE).until(() -> pool.getSignUpsPerSecond() == 10); // by itself
    assertThat(pool.getMillisToMakeOne()).isBetween(50L, 5_000L);
    double wanted = Math.ceil(10 * pool.getMillisToMakeOne() / 1000.0 * 2);
    assertThat((double) pool.getTarget()).isBetween(Math.min(9, wanted), Math.min(9, wanted + 1));
    assertThat(pool.isSelfSizing()).isTrue();
    assertThat(pool.getSafety()).isEqualTo(200);
    authority.execute("UPDATE berth_association SET created_at = created_at - INTERVAL '2' MINUTE");
    node.stock.measureDemand();
    assertThat(pool.getSignUpsPerSecond()).as("who only changed lately is no sign-up").isZero();
    assertThat(pool.getTarget()).isEqualTo(2);
  }

  @Test
  void boundsForAPoolThatIsNotThereAreRefused() {
    PoolRules rules = new PoolRules(Map.of("licence", new PoolPolicy(0, 1, 1)), false, 200, true);
    assertThatThrownBy(() -> node(A, settings(new PoolPolicy(0, 1, 1), rules)))
        .hasMessageContaining("licence")
        .hasMessageContaining("berth.pool.bounds");
  }

  @Test
  void anOperatorChangesBoundsAndWrongOnesAreRefused() {
    ManagerNode node = node(A, settings(new PoolPolicy(0, 0, 5), PoolRules.USUAL));
    Map<String, PoolControlMXBean> beans = new HashMap<>();
    node.stock.describe(
        (type, name, bean) -> {
          if (bean instanceof PoolControlMXBean pool) {
            beans.put(name, pool);
          }
        });
    node.stock.start();
    PoolControlMXBean control = beans.get("workspace");
    assertThat(control).isNotNull();
    control.changeBounds(1, 2, 3);
    await().atMost(PATIENCE).until(() -> states("workspace").equals(Map.of(Availability.FREE, 2)));
    assertThatThrownBy(() -> control.changeBounds(1, 4, 3)).hasMessageContaining("1, 4, 3");
    assertThatThrownBy(() -> control.changeBounds(0, 1, 2_000_000)).hasMessageContaining("2000000");
  }

  @Test
  void whatComesOrGoesDuringAnAuditIsNoDifference() {
    ManagerNode node = node(A).fill("workspace", 2);
    AtomicBoolean once = new AtomicBoolean();
    String leaving = workspaces().real().keySet().iterator().next();
    workspaces().beforeListing =
        () -> {
          if (once.compareAndSet(false, true)) {
            node.fill("workspace", 1);
            node.tables.inventory().doubt(leaving);
            node.stock.sweepNow();
          }
        };
    assertThat(node.stock.auditNow()).isEmpty();
  }

  @Test
  void theAuditComesByItself() {
    AllocatorSettings calm = ManagerNode.CALM;
    AllocatorSettings audited =
        new AllocatorSettings(
            calm.policy(),
            calm.claimLease(),
            calm.makeLease(),
            calm.stockWait(),
            1,
            calm.refillQuiet(),
            calm.sweepInterval(),
            calm.pools(),
            calm.limits(),
            Duration.ofMillis(50));
    ManagerNode node = node(A, audited).fill("workspace", 1);
    List<StockMXBean> beans = new ArrayList<>();
    node.stock.describe(
        (type, name, bean) -> {
          if (bean instanceof StockMXBean stock) {
            beans.add(stock);
          }
        });
    node.stock.start();
    workspaces().real().put("stray", "");
    await()
        .atMost(PATIENCE)
        .until(() -> beans.get(0).getLastAudit().toString().contains("'stray' is real"));
    workspaces().real().remove("stray");
    await().atMost(PATIENCE).until(() -> beans.get(0).getLastAudit().isEmpty());
  }

  @Test
  void theAuditFindsWhatIsMissingInEitherDirection() {
    ManagerNode node = node(A).fill("workspace", 3);
    ManagerNode other = node(B).fill("workspace", 1);
    assertThat(node.stock.auditNow()).isEmpty();
    Resource lost = node.associator.register(ANN, WISH).resources().get(0);
    String owner = workspaces().real().remove(lost.name());
    String free =
        authority
            .texts(
                "SELECT name FROM berth_resource WHERE manager = 'rm-a' AND availability = 'FREE'")
            .get(0);
    workspaces().real().remove(free);
    workspaces().real().put("stray", "");
    String copy = factory(B, "workspace").real().keySet().iterator().next();
    workspaces().real().put(copy, "");
    assertThat(node.stock.auditNow())
        .hasSize(3)
        .anyMatch(each -> each.contains(lost.name()) && each.contains("BOUND"))
        .anyMatch(each -> each.contains(free) && each.contains("FREE"))
        .anyMatch(each -> each.contains("'stray' is real"));
    assertThat(other.stock.auditNow()).isEmpty();
    quiesce();
    assertThat(node.stock.stock())
        .as("nobody gets what is not there")
        .containsEntry("workspace", 1);
    workspaces().real().put(lost.name(), String.valueOf(owner));
    workspaces().real().remove("stray");
    workspaces().real().remove(copy);
  }
}
