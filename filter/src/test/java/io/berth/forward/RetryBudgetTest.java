package io.berth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  private static int spendAll(RetryBudget budget) {
    int spent = 0;
    while (budget.spend()) {
      spent++;
    }
    return spent;
  }

  @Test
  void oneInTenIsTriedAgainOnceTheReserveIsUsedUp() {
    RetryBudget budget = new RetryBudget();
    assertThat(spendAll(budget)).isEqualTo(10);
    for (int i = 0; i < 1_000; i++) {
      budget.earn();
    }
    assertThat(spendAll(budget)).isEqualTo(100);
  }

  @Test
  void aQuietNightSavesNoMoreThanAHundred() {
    RetryBudget budget = new RetryBudget();
    for (int i = 0; i < 1_000_000; i++) {
      budget.earn();
    }
    assertThat(spendAll(budget)).isEqualTo(100);
  }
}
