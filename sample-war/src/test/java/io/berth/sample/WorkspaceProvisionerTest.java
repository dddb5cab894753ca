package io.berth.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceProvisionerTest {
  private final Resource resource = TestStore.resource("w-1");

  @Test
  void aProvisionedWorkspaceHasAllItsTablesAndSeeds() {
    try (TestStore store = new TestStore()) {
      store.provisioner.provision(resource);
      assertThat(store.tablesOf("ws_w-1"))
          .as("47 tables, 3 views and Flyway's history")
          .isEqualTo(51);
      assertThat(store.count("select count(*) from \"ws_w-1\".country")).isEqualTo(249);
    }
  }

  @Test
  void provisioningAgainEndsInTheSameState() {
    try (TestStore store = new TestStore()) {
      store.provisioner.provision(resource);
      store.provisioner.provision(resource);
      assertThat(store.tablesOf("ws_w-1")).isEqualTo(51);
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
  void aRetiredWorkspaceLeavesNeitherSchemaNorAccount() {
    try (TestStore store = new TestStore()) {
      Association association = TestStore.association("ann@example.org", resource);
      store.provisioner.provision(resource);
      store.accounts.open(association, WorkspaceName.of("Ann's"));
      store.provisioner.retire(resource);
      store.provisioner.retire(resource);
      assertThat(
              store.count(
                  "select count(*) from information_schema.schemata"
                      + " where schema_name like 'ws!_%' escape '!'"))
          .isZero();
      assertThat(store.count("select count(*) from account")).isZero();
    }
  }

  @Test
  void timing(@TempDir Path directory) {
    try (TestStore store = new TestStore("jdbc:h2:file:" + directory + "/s;DB_CLOSE_DELAY=-1");
        TestStore target = new TestStore("jdbc:h2:file:" + directory + "/t;DB_CLOSE_DELAY=-1")) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        Resource each = TestStore.resource("t-" + i);
        Association association = TestStore.association("t" + i + "@example.org", each);
        long c0 =
            java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long t0 = System.nanoTime();
        store.provisioner.provision(each);
        long t1 = System.nanoTime();
        long c1 =
            java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        store.provisioner.personalise(each, association.consumer());
        store.accounts.open(association, WorkspaceName.of("t" + i));
        long t2 = System.nanoTime();
        byte[] copy = store.replicator.export(association);
        long t3 = System.nanoTime();
        target.replicator.importConsumer(association, copy);
        long t4 = System.nanoTime();
        if (i % 20 == 0)
          lines.add(
              String.format(
                  "%d provision %d enrol %d export %d import %d us",
                  i, (t1 - t0) / 1000, (t2 - t1) / 1000, (t3 - t2) / 1000, (t4 - t3) / 1000));
      }
      System.gc();
      lines.add(
          "heap "
              + (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1048576);
      lines.forEach(System.out::println);
    }
  }
}
