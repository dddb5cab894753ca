package io.berth.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.berth.allocator.ProvisionerContract;
import io.berth.allocator.ResourceProvisioner;
import io.berth.model.Availability;
import io.berth.model.Resource;
import io.berth.store.Authority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers from a list on a real database: each to one resource, whoever takes them. */
abstract class NumberedFromListContract extends ProvisionerContract {
  private final Authority authority = open();
  private final HikariDataSource dataSource = Authority.pool(authority.settings(), 16);

  abstract Authority open();

  @AfterEach
  void stop() {
    dataSource.close();
    authority.close();
  }

  private NumberedFromList list(int items) {
    NumberedFromList list = new NumberedFromList(dataSource, "licences", false);
    for (int i = 0; i < items; i++) {
      list.add(List.of("KEY-" + i));
    }
    return list;
  }

  @Override
  protected ResourceProvisioner provisioner() {
    NumberedFromList list = new NumberedFromList(dataSource, "contract", false);
    for (int i = 0; i < 30; i++) {
      list.add(List.of("NUMBER-" + i));
    }
    return list;
  }

  @Override
  protected String type() {
    return "licence";
  }

  @Override
  protected boolean isReal(Resource resource) {
    return authority.number(
            "SELECT count(*) FROM berth_list_item WHERE resource = '" + resource.name() + "'")
        == 1;
  }

  @Override
  protected boolean isAnywhere(String text) {
    return authority.number("SELECT count(*) FROM berth_list_item WHERE item = '" + text + "'") > 0;
  }

  private static Resource resource(int number) {
    return new Resource("licence", "licence_" + number, "rm-a", "", 1, Availability.FREE);
  }

  @Test
  void eachItemGoesToOneResourceWhoeverTakesIt() {
    NumberedFromList list = list(20);
    NumberedFromList other = new NumberedFromList(dataSource, "licences", false);
    AtomicInteger next = new AtomicInteger();
    List<Optional<String>> taken =
        Authority.together(
            20,
            () -> {
              Resource resource = resource(next.incrementAndGet());
              NumberedFromList mine = next.get() % 2 == 0 ? list : other;
              for (int tries = 0; tries < 50 && mine.item(resource).isEmpty(); tries++) {
                try {
                  mine.provision(resource);
                } catch (IllegalStateException e) {
                  assertThat(e).hasMessageContaining("used up"); // others hold the rest locked
                }
              }
              return mine.item(resource);
            });
    System.out.println("20 at once took " + taken.stream().distinct().count() + " of 20 items");
    assertThat(taken).doesNotContain(Optional.empty()).doesNotHaveDuplicates();
    assertThat(list.remaining()).isZero();
    assertThatThrownBy(() -> list.provision(resource(99)))
        .hasMessageContaining("licences")
        .hasMessageContaining("used up");
  }

  @Test
  void whatWasGivenOutComesAgainOnlyWhereThatIsWanted() {
    NumberedFromList once = list(1);
    once.provision(resource(1));
    once.retire(resource(1));
    assertThat(once.remaining()).isZero();
    assertThatThrownBy(() -> once.provision(resource(4))).hasMessageContaining("used up");
    assertThat(once.item(resource(4))).isEmpty();
    NumberedFromList again = new NumberedFromList(dataSource, "addresses", true);
    again.add(List.of("10.0.0.1"));
    again.provision(resource(2));
    again.retire(resource(2));
    again.provision(resource(3));
    assertThat(again.item(resource(3))).contains("10.0.0.1");
  }

  @Test
  void itemsComeFromAFileOrATableAndNoneTwice(@TempDir Path folder) throws Exception {
    NumberedFromList list = new NumberedFromList(dataSource, "names", false);
    Path file = folder.resolve("names.txt");
    Files.writeString(file, "# names\n\n ann \nbob\n");
    assertThat(list.addFile(file)).isEqualTo(2);
    assertThat(list.addFile(file)).isZero();
    authority.execute("CREATE TABLE licence_key (code VARCHAR(40))");
    authority.execute("INSERT INTO licence_key VALUES ('bob'), ('cid'), ('cid')");
    assertThat(list.addTable("licence_key", "code")).isEqualTo(1);
    assertThat(list.remaining()).isEqualTo(3);
    assertThatThrownBy(() -> list.addTable("x; DROP TABLE licence_key", "code"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> list.add(List.of("x".repeat(256)))).hasMessageContaining("256");
  }
}
