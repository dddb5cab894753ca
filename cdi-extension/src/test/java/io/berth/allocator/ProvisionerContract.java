package io.berth.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.Availability;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ResourceProvisioner} promises, for yours too: extend this, say what it works
 * on, and run it.
 */
public abstract class ProvisionerContract {
  private static final ConsumerId OWNER = ConsumerId.of("canary-7f3a@example.org");
  private ResourceProvisioner provisioner;

  /** A provisioner on an empty store of this test's own. */
  protected abstract ResourceProvisioner provisioner();

  /** The resource type it provisions. */
  protected abstract String type();

  /** Whether the real thing is there, ready for use. Looks past the provisioner. */
  protected abstract boolean isReal(Resource resource);

  /** Whether this text is anywhere in the store. Looks past the provisioner. */
  protected abstract boolean isAnywhere(String text);

  @BeforeEach
  void startProvisioner() {
    provisioner = provisioner();
  }

  private Resource resource(String name) {
    String full = type() + "_" + name;
    return new Resource(type(), full, "rm-a", "", 1, Availability.MAKING);
  }

  private Resource made(String name) {
    Resource resource = resource(name);
    provisioner.provision(resource, provisioner.variants().iterator().next());
    return resource;
  }

  @Test
  void whatIsMadeIsReal() {
    assertThat(isReal(resource("one"))).isFalse();
    assertThat(isReal(made("one"))).isTrue();
  }

  @Test
  void makingItAgainAfterACrashEndsInTheSameState() {
    made("one");
    assertThat(isReal(made("one"))).isTrue();
  }

  @Test
  void whatIsRetiredIsGoneAndRetiringItAgainIsNoFailure() {
    Resource resource = made("one");
    provisioner.retire(resource);
    assertThat(isReal(resource)).isFalse();
    provisioner.retire(resource);
    assertThat(isReal(resource)).isFalse();
  }

  @Test
  void whatWasNeverMadeCanBeRetired() {
    provisioner.retire(resource("never"));
    assertThat(isReal(resource("never"))).isFalse();
  }

  @Test
  void personalisingItAgainEndsInTheSameState() {
    Resource resource = made("one");
    provisioner.personalise(resource, OWNER);
    provisioner.personalise(resource, OWNER);
    assertThat(isReal(resource)).isTrue();
  }

  @Test
  void noByteOfTheOwnerOutlivesTheResource() {
    Resource resource = made("one");
    provisioner.personalise(resource, OWNER);
    provisioner.retire(resource);
    assertThat(isAnywhere(OWNER.value())).isFalse();
    provisioner.provision(resource, provisioner.variants().iterator().next());
    assertThat(isAnywhere(OWNER.value())).isFalse();
  }

  @Test
  void retiringOneLeavesTheOthersAlone() {
    Resource other = made("other");
    provisioner.retire(made("one"));
    assertThat(isReal(other)).isTrue();
  }

  @Test
  void severalAreMadeAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Resource>> making = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "n" + i;
        making.add(threads.submit(() -> made(name)));
      }
      for (Future<Resource> each : making) {
        assertThat(isReal(each.get())).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatItListsIsWhatIsReal() {
    Resource resource = made("one");
    Resource gone = made("gone");
    provisioner.retire(gone);
    provisioner
        .existing()
        .ifPresent(
            names -> assertThat(names).contains(resource.name()).doesNotContain(gone.name()));
  }

  @Test
  void theUsualAttributesChooseAVariantThatIsKept() {
    assertThat(provisioner.variants()).contains(provisioner.variant(Map.of()));
    assertThat(provisioner.generation()).isGreaterThanOrEqualTo(0);
  }
}
