package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import org.junit.jupiter.api.Test;

class WorkspaceProvisionerTest {
  private static final int TABLES_AND_VIEWS = 48 + 3;
  private static final int HISTORY = 1;

  private final Resource resource = TestStore.resource("w-1");

  @Test
  void aProvisionedWorkspaceHasAllItsTablesAndSeeds() {
    try (TestStore store = new TestStore()) {
      store.provisioner.provision(resource);
      assertThat(store.tablesOf("ws_w-1")).isEqualTo(TABLES_AND_VIEWS + HISTORY);
      assertThat(store.count("select count(*) from \"ws_w-1\".country")).isEqualTo(249);
      assertThat(store.count("select count(*) from \"ws_w-1\".template")).isEqualTo(5);
    }
  }

  @Test
  void provisioningAgainEndsInTheSameState() {
    try (TestStore store = new TestStore()) {
      store.provisioner.provision(resource);
      store.provisioner.provision(resource);
      assertThat(store.tablesOf("ws_w-1")).isEqualTo(TABLES_AND_VIEWS + HISTORY);
      assertThat(store.count("select count(*) from \"ws_w-1\".role")).isEqualTo(3);
    }
  }

  @Test
  void personalisingNamesTheOwnerAndMayBeRepeated() {
    try (TestStore store = new TestStore()) {
      store.provisioner.provision(resource);
      store.provisioner.personalise(resource, ConsumerId.of("first@example.org"));
      store.provisioner.personalise(resource, ConsumerId.of("ann@example.org"));
      assertThat(
              store.count("select count(*) from \"ws_w-1\".owner where email = 'ann@example.org'"))
          .isEqualTo(1);
    }
  }

  @Test
  void whatWasNeverMadeCannotBePersonalised() {
    try (TestStore store = new TestStore()) {
      assertThatThrownBy(
              () -> store.provisioner.personalise(resource, ConsumerId.of("ann@example.org")))
          .hasMessageContaining("ws_w-1");
    }
  }

  @Test
  void aRetiredWorkspaceLeavesNeitherSchemaNorAccount() {
    try (TestStore store = new TestStore()) {
      Association association = TestStore.association("ann@example.org", resource);
      store.provisioner.provision(resource);
      store.accounts.open(association, WorkspaceName.of("Ann's"));
      store.provisioner.retire(resource);
      store.provisioner.retire(resource);
      assertThat(store.workspaceSchemas()).isZero();
      assertThat(store.count("select count(*) from account")).isZero();
    }
  }

  @Test
  void oneWorkspaceDoesNotSeeTheNotesOfAnother() {
    try (TestStore store = new TestStore()) {
      Resource other = TestStore.resource("w-2");
      Association ann = TestStore.association("ann@example.org", resource);
      Association bob = TestStore.association("bob@example.org", other);
      store.provisioner.provision(resource);
      store.provisioner.provision(other);
      store.accounts.open(ann, WorkspaceName.of("Ann's"));
      store.accounts.open(bob, WorkspaceName.of("Bob's"));
      Account annsAccount = store.accounts.find(ann.consumer()).orElseThrow();
      store.accounts.write(annsAccount, "mine alone");
      assertThat(store.accounts.notes(annsAccount))
          .extracting(Note::body)
          .containsExactly("mine alone");
      assertThat(store.accounts.notes(store.accounts.find(bob.consumer()).orElseThrow())).isEmpty();
    }
  }
}
