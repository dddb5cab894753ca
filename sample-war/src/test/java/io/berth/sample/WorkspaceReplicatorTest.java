package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.model.Association;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkspaceReplicatorTest {
  private final TestStore home = new TestStore();
  private final TestStore other = new TestStore();
  private final Association ann =
      TestStore.association("ann@example.org", TestStore.resource("w-1"));

  @BeforeEach
  void annSignsUp() {
    home.provisioner.provision(ann.resources().get(0));
    home.accounts.open(ann, WorkspaceName.of("Ann's <place>"));
  }

  @AfterEach
  void close() {
    home.close();
    other.close();
  }

  @Test
  void theOtherStoreServesWhatTheHomeExported() {
    write("first");
    write("second, with \u00fcml\u00e4uts and \ud83d\ude80");
    other.replicator.importConsumer(ann, home.replicator.export(ann));
    Account copy = other.accounts.find(ann.consumer()).orElseThrow();
    assertThat(copy.workspace().shown()).isEqualTo("Ann's <place>");
    assertThat(copy.createdAt()).isEqualTo(account().createdAt());
    assertThat(copy.arrivedAt()).isAfterOrEqualTo(copy.createdAt());
    assertThat(bodies(other, copy)).isEqualTo(bodies(home, account()));
  }

  @Test
  void theSameImportMayComeAgain() {
    write("once");
    byte[] exported = home.replicator.export(ann);
    other.replicator.importConsumer(ann, exported);
    Account first = other.accounts.find(ann.consumer()).orElseThrow();
    other.replicator.importConsumer(ann, exported);
    Account again = other.accounts.find(ann.consumer()).orElseThrow();
    assertThat(bodies(other, again)).containsExactly("once");
    assertThat(again.arrivedAt()).as("the first arrival").isEqualTo(first.arrivedAt());
    assertThat(other.workspaceSchemas()).isEqualTo(1);
  }

  @Test
  void aHigherVersionReplacesEverything() {
    write("old");
    other.replicator.importConsumer(ann, home.replicator.export(ann));
    write("new");
    other.replicator.importConsumer(ann, home.replicator.export(ann));
    Account copy = other.accounts.find(ann.consumer()).orElseThrow();
    assertThat(bodies(other, copy)).containsExactly("new", "old");
  }

  @Test
  void aHalfMadeCopyIsMadeAnew() {
    other.execute("create schema \"ws_w-1\"");
    other.execute("create table \"ws_w-1\".owner (id integer)");
    other.replicator.importConsumer(ann, home.replicator.export(ann));
    assertThat(other.accounts.find(ann.consumer())).isPresent();
  }

  @Test
  void aRetiredCopyLeavesNothing() {
    other.replicator.importConsumer(ann, home.replicator.export(ann));
    other.provisioner.retire(ann.resources().get(0));
    assertThat(other.workspaceSchemas()).isZero();
    assertThat(other.accounts.find(ann.consumer())).isEmpty();
  }

  @Test
  void aForgottenCopyLeavesNothing() {
    write("a secret");
    other.replicator.importConsumer(ann, home.replicator.export(ann));
    Association tombstone = TestStore.tombstone(ann);
    other.replicator.forget(tombstone);
    assertThat(other.workspaceSchemas()).isZero();
    assertThat(other.accounts.find(ann.consumer())).isEmpty();
    other.replicator.forget(tombstone);
    home.accounts.close(ann.consumer());
    assertThat(home.accounts.find(ann.consumer())).isEmpty();
  }

  @Test
  void nothingIsTakenFromACutCopy() {
    write("a note");
    byte[] exported = home.replicator.export(ann);
    for (int length = 0; length < exported.length; length++) {
      byte[] cut = Arrays.copyOf(exported, length);
      assertThatThrownBy(() -> AccountCopy.of(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(exported, exported.length + 1);
    assertThatThrownBy(() -> AccountCopy.of(longer)).hasMessageContaining("too many");
  }

  private void write(String body) {
    home.accounts.write(account(), body);
  }

  private Account account() {
    return home.accounts.find(ann.consumer()).orElseThrow();
  }

  private static List<String> bodies(TestStore store, Account account) {
    return store.accounts.notes(account).stream().map(Note::body).toList();
  }
}
