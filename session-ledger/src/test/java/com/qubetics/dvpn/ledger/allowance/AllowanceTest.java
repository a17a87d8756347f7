package com.qubetics.dvpn.ledger.allowance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final int RUNS = 2_000;
  private static final int STEPS = 20;

  @Test
  void takesThePassFirstAndThenWhatIsFree() {
    Allowance after = new Allowance(100, 0, 50, 0).spend(120);
    assertThat(after).isEqualTo(new Allowance(100, 100, 50, 20));
    assertThat(after.left()).isEqualTo(30);
  }

  @Test
  void refusesMoreSpentThanThereIs() {
    assertThatThrownBy(() -> new Allowance(1, 2, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Allowance(0, 0, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Allowance(1, -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// However the bytes are cut into acks: each is paid once, none beyond what there is, nothing
  /// free while a pass is left, and the sum of the steps is one step of the sum.
  @Test
  void spendsEachByteOnceHoweverTheyCome() {
    Random random = new Random(11);
    for (int run = 0; run < RUNS; run++) {
      Allowance start =
          new Allowance(
              random.nextLong(1L << 60), 0, random.nextLong(1L << random.nextInt(1, 60)), 0);
      Allowance now = start;
      long bytes = 0;
      for (int step = 0; step < STEPS; step++) {
        long more = random.nextLong(1L << random.nextInt(1, 58));
        Allowance next = now.spend(more);
        assertThat(now.left() - next.left()).isEqualTo(Math.min(more, now.left()));
        assertThat(next.promoSpent() == 0 || next.passSpent() == next.pass()).isTrue();
        assertThat(next.passSpent()).isGreaterThanOrEqualTo(now.passSpent());
        assertThat(next.promoSpent()).isGreaterThanOrEqualTo(now.promoSpent());
        now = next;
        bytes += more;
      }
      assertThat(now).isEqualTo(start.spend(bytes));
    }
  }
}
