package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.Association;
import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Position;
import io.berth.site.ManagerNode;
import io.berth.site.SiteContract;
import io.berth.store.Ask;
import io.berth.store.Claim;
import io.berth.store.ManagedByHand;
import jakarta.transaction.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In the application's own transaction: both are there, or neither, whatever happens. */
abstract class JoinedContract extends SiteContract {
  private static final Requirements WISH = Requirements.of("workspace");
  private ManagedByHand transactions;
  private ManagerNode node;

  @BeforeEach
  void joinTheApplicationsTransactions() {
    authority.execute("CREATE TABLE account (email VARCHAR(128) PRIMARY KEY)");
    transactions = authority.managedByHand();
    node =
        new ManagerNode(
            authority.joining(transactions),
            A,
            ManagerNode.CALM,
            Map.of("workspace", factory(A, "workspace")),
            Optional.empty());
    nodes.add(node);
    node.fill("workspace", 4);
  }

  @AfterEach
  void noTransactionIsLeft() {
    assertThat(transactions.getTransactionStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
  }

  private void open(ConsumerId consumer) {
    try (Connection connection = transactions.dataSource().getConnection()) {
      insert(consumer, connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void insert(ConsumerId consumer, Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO account (email) VALUES (?)")) {
      insert.setString(1, consumer.value());
      insert.executeUpdate();
    }
  }

  private List<String> accounts() {
    return authority.texts("SELECT email FROM account");
  }

  private void nothingIsLeftOf(ConsumerId consumer) {
    assertThat(accounts()).doesNotContain(consumer.value());
    assertThat(node.tables.associations().standing(consumer)).isEmpty();
    quiesce();
    assertThat(factory(A, "workspace").real().values()).doesNotContain(consumer.value());
    assertThat(node.desk.told).isEmpty();
    assertThat(node.desk.identified).isEmpty();
  }

  @Test
  void aCommitLeavesBothAndOnlyThenAnybodyIsTold() throws SQLException {
    Position end = Position.of("main", new LogPoint(1, 7));
    List<Boolean> bound = new ArrayList<>();
    node.desk.position =
        () -> {
          bound.add(node.tables.associations().find(ANN).isPresent());
          return end;
        };
    transactions.begin();
    open(ANN);
    Association given = node.associator.register(ANN, WISH);
    assertThat(given.resources()).allMatch(each -> each.availability() == Availability.BOUND);
    assertThat(given.position()).isEqualTo(Position.UNKNOWN);
    assertThat(node.associator.locate(ANN)).isEmpty();
    assertThat(node.desk.published).isEmpty();
    assertThat(node.desk.told).isEmpty();
    transactions.commit();
    assertThat(accounts()).containsExactly(ANN.value());
    Association found = node.associator.locate(ANN).orElseThrow();
    assertThat(found.resources()).isEqualTo(given.resources());
    assertThat(bound).as("the position is taken after the commit").containsExactly(true);
    assertThat(found.position()).isEqualTo(end);
    assertThat(node.desk.published).containsExactly(found);
    assertThat(node.desk.identified).containsExactly(found);
    assertThat(node.desk.told(ConsumerRegistering.class)).hasSize(1);
  }

  @Test
  void aRollbackLeavesNeither() throws SQLException {
    transactions.begin();
    open(ANN);
    node.associator.register(ANN, WISH);
    transactions.rollback();
    nothingIsLeftOf(ANN);
    transactions.begin();
    open(ANN);
    node.associator.register(ANN, WISH);
    transactions.commit();
    assertThat(node.associator.locate(ANN)).isPresent();
    assertThat(states("workspace"))
        .isEqualTo(Map.of(Availability.BOUND, 1, Availability.FREE, 2, Availability.RETIRED, 1));
  }

  @Test
  void outsideOfATransactionBerthHasItsOwn() {
    node.associator.register(ANN, WISH);
    assertThat(node.associator.locate(ANN)).isPresent();
    assertThat(node.desk.told(ConsumerRegistering.class)).hasSize(1);
  }

  @Test
  void rowsOnBerthsConnectionArePartOfIt() throws SQLException {
    transactions.begin();
    node.associator.registerWith(
        ANN, WISH, (association, connection) -> insert(association.consumer(), connection));
    transactions.rollback();
    nothingIsLeftOf(ANN);
    transactions.begin();
    node.associator.registerWith(
        ANN, WISH, (association, connection) -> insert(association.consumer(), connection));
    transactions.commit();
    assertThat(accounts()).containsExactly(ANN.value());
    assertThat(node.associator.locate(ANN)).isPresent();
  }

  @Test
  void twiceInOneTransactionIsOnce() throws SQLException {
    ConsumerId bob = ConsumerId.of("bob");
    transactions.begin();
    Association once = node.associator.register(ANN, WISH);
    assertThat(node.associator.register(ANN, WISH)).isSameAs(once);
    assertThat(node.associator.register(bob, WISH).resources()).isNotEqualTo(once.resources());
    transactions.commit();
    assertThat(node.associator.locate(bob)).isPresent();
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.BOUND, 2, Availability.FREE, 2));
  }

  @Test
  void aTransactionThatCannotCommitClaimsNothing() throws SQLException {
    transactions.begin();
    transactions.setRollbackOnly();
    assertThatThrownBy(() -> node.associator.register(ANN, WISH))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining("rolled back");
    transactions.rollback();
    assertThat(states("workspace")).isEqualTo(Map.of(Availability.FREE, 4));
  }

  @Test
  void aPersonaliserThatFailsLeavesTheTransactionAsItWas() throws SQLException {
    factory(A, "workspace").beforePersonalise =
        resource -> {
          throw new IllegalStateException("planted");
        };
    transactions.begin();
    open(ANN);
    assertThatThrownBy(() -> node.associator.register(ANN, WISH))
        .isInstanceOf(RegistrationException.class);
    factory(A, "workspace").beforePersonalise = resource -> {};
    Association second = node.associator.register(ANN, WISH);
    transactions.commit();
    assertThat(accounts()).containsExactly(ANN.value());
    assertThat(node.associator.locate(ANN).orElseThrow().resources()).isEqualTo(second.resources());
    assertThat(node.desk.told(ConsumerRegistering.class)).hasSize(1);
  }

  /** The sweeper was there between the claim and the binding. */
  @Test
  void aBindingThatFailsDoomsTheTransaction() throws SQLException {
    transactions.begin();
    open(ANN);
    assertThatThrownBy(
            () ->
                node.associator.register(
                    ANN,
                    WISH,
                    association -> {
                      authority.letDeadlinesPass();
                      node.tables.stock().sweep();
                    }))
        .isInstanceOf(RegistrationException.class);
    assertThatThrownBy(transactions::commit).hasMessageContaining("marked");
    nothingIsLeftOf(ANN);
  }

  @Test
  void whoseEndIsNotKnownIsEndedByTheLease() throws SQLException {
    ConsumerId bob = ConsumerId.of("bob");
    transactions.begin();
    open(ANN);
    node.associator.register(ANN, WISH);
    transactions.endUnknown(false);
    transactions.begin();
    open(bob);
    node.associator.register(bob, WISH);
    transactions.endUnknown(true);
    assertThat(states("workspace"))
        .containsEntry(Availability.CLAIMED, 1)
        .containsEntry(Availability.BOUND, 1);
    nothingIsLeftOf(ConsumerId.of("nobody"));
    assertThat(node.tables.associations().standing(ANN)).isEmpty();
    assertThat(node.associator.locate(bob)).isPresent();
    assertThat(accounts()).containsExactly(bob.value());
  }

  /** It outlives its lease; the sweeper passes it by and ends what others left. */
  @Test
  void aLongTransactionHoldsNoSweeperUp() throws SQLException {
    ConsumerId bob = ConsumerId.of("bob");
    ManagerNode other = node(A);
    Ask ask = new Ask(bob, "rm-a", List.of("workspace"), Duration.ofMillis(1), true);
    assertThat(other.tables.claims().claim(ask)).isInstanceOf(Claim.Granted.class);
    transactions.begin();
    node.associator.register(ANN, WISH, association -> authority.letDeadlinesPass());
    assertThat(CompletableFuture.supplyAsync(() -> other.tables.stock().sweep()))
        .succeedsWithin(Duration.ofSeconds(15))
        .isEqualTo(1);
    assertThat(CompletableFuture.supplyAsync(() -> other.tables.claims().sweep()))
        .succeedsWithin(Duration.ofSeconds(15))
        .isEqualTo(1);
    transactions.commit();
    assertThat(node.associator.locate(ANN)).isPresent();
    assertThat(node.tables.associations().standing(bob)).isEmpty();
  }

  @Test
  void anotherNodeWaitsForTheEndAndGetsTheSame() throws Exception {
    ManagerNode other = node(A);
    CountDownLatch asked = new CountDownLatch(1);
    transactions.begin();
    Association given = node.associator.register(ANN, WISH);
    CompletableFuture<Association> late =
        CompletableFuture.supplyAsync(
            () -> {
              asked.countDown();
              return other.associator.register(ANN, WISH);
            });
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    transactions.commit();
    assertThat(late.get(60, TimeUnit.SECONDS).resources()).isEqualTo(given.resources());
    assertThat(states("workspace")).containsEntry(Availability.BOUND, 1);
  }
}
