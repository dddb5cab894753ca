package io.berth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.filter.BerthContext;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Position;
import io.berth.settings.Settings;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AftermathTest {
  private static final Association ANN =
      new Association(
          ConsumerId.of("ann@example.org"),
          "rm-a",
          List.of(),
          1,
          1,
          Position.UNKNOWN,
          Set.of(),
          false);

  @Test
  void aFirstVersionIsPublishedAndNobodyWaitsForIt() {
    Map<String, String> settings = Container.defaults();
    List<Runnable> later = new ArrayList<>();
    try (BerthContext berth = BerthContext.start(Settings.of(settings::get))) {
      Aftermath aftermath = new Aftermath(berth.mapping(), Optional.empty(), beans(), later::add);
      aftermath.publishFirst(ANN);
      assertThat(berth.mapping().all()).isEmpty();
      later.forEach(Runnable::run);
      assertThat(berth.mapping().all()).containsExactly(ANN);
    }
  }

  @Test
  void everyOtherVersionIsPublishedBeforeAnybodyGoesOn() {
    Map<String, String> settings = Container.defaults();
    try (BerthContext berth = BerthContext.start(Settings.of(settings::get))) {
      Aftermath aftermath =
          new Aftermath(
              berth.mapping(),
              Optional.empty(),
              beans(),
              task -> {
                throw new AssertionError("put off: " + task);
              });
      aftermath.publish(ANN);
      assertThat(berth.mapping().all()).containsExactly(ANN);
    }
  }

  /** Nothing here asks it. */
  private static BeanManager beans() {
    return (BeanManager)
        Proxy.newProxyInstance(
            AftermathTest.class.getClassLoader(),
            new Class<?>[] {BeanManager.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            });
  }
}
