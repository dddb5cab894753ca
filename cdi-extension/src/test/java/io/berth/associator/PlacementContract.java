package io.berth.associator;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.model.ResourceManager;
import io.berth.store.Authority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link Placement} promises, for yours too: extend this, and run it. */
public abstract class PlacementContract {
  private static final List<String> LOCATIONS = List.of("", "eu", "us", "ap");
  private static final int MARKETS = 2_000;
  private final Random random = new Random(20_261_125);

  protected abstract Placement placement();

  /** One sign-up and what there is for it. */
  private record Case(Requirements needs, ResourceManager local, List<Offer> offers) {
    List<String> names() {
      return offers.stream().map(Offer::name).toList();
    }
  }

  private Case anyCase() {
    List<Offer> offers = new ArrayList<>();
    int managers = random.nextInt(6);
    for (int i = 0; i < managers; i++) {
      offers.add(
          new Offer(
              new ResourceManager("rm-" + i, location(), 100),
              random.nextInt(4),
              random.nextInt(100)));
    }
    boolean localIsDrained = offers.isEmpty() || random.nextInt(4) == 0;
    ResourceManager local =
        localIsDrained
            ? new ResourceManager("rm-drained", location(), 100)
            : offers.get(random.nextInt(managers)).manager();
    Requirements needs = Requirements.of("workspace").near(location()).with("plan", "free");
    return new Case(needs, local, List.copyOf(offers));
  }

  private String location() {
    return LOCATIONS.get(random.nextInt(LOCATIONS.size()));
  }

  @Test
  void onlyWhoIsOfferedIsChosenAndNobodyTwice() {
    Placement placement = placement();
    int chosen = 0;
    for (int i = 0; i < MARKETS; i++) {
      Case each = anyCase();
      List<String> order = placement.order(each.needs(), each.local(), each.offers());
      assertThat(order).as("%s", each).doesNotHaveDuplicates();
      assertThat(each.names()).as("%s", each).containsAll(order);
      chosen += order.size();
    }
    System.out.println("placed " + MARKETS + " sign-ups, " + chosen + " managers named");
    assertThat(chosen).as("somebody is chosen now and then").isPositive();
  }

  @Test
  void theSameQuestionHasTheSameAnswerInWhateverOrderTheOffersCome() {
    Placement placement = placement();
    for (int i = 0; i < MARKETS; i++) {
      Case each = anyCase();
      List<String> order = placement.order(each.needs(), each.local(), each.offers());
      List<Offer> shuffled = new ArrayList<>(each.offers());
      Collections.shuffle(shuffled, random);
      assertThat(placement.order(each.needs(), each.local(), shuffled))
          .as("%s", each)
          .isEqualTo(order);
      assertThat(placement.isLocalFirst(each.needs(), each.local()))
          .isEqualTo(placement.isLocalFirst(each.needs(), each.local()));
    }
  }

  @Test
  void severalThreadsGetTheSameAnswer() {
    Placement placement = placement();
    for (int i = 0; i < 20; i++) {
      Case each = anyCase();
      assertThat(
              Authority.together(
                  8, () -> placement.order(each.needs(), each.local(), each.offers())))
          .containsOnly(placement.order(each.needs(), each.local(), each.offers()));
    }
  }
}
