package com.qubetics.dvpn.agent.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SourceLimitsTest {
  private static final long SECOND = 1_000_000_000;

  private final SourceLimits limits = new SourceLimits(10, 30, 0, new SplittableRandom(1));

  @Test
  void givesEachSourceItsOwn() {
    assertThat(taken("192.0.2.1", 0, 100)).isEqualTo(30);
    assertThat(taken("192.0.2.2", 0, 100)).isEqualTo(30);
    assertThat(taken("2001:db8::2", 0, 100)).isEqualTo(30);
  }

  @Test
  void givesSoManyASecondInTheLongRun() {
    taken("192.0.2.1", 0, 100);

    assertThat(taken("192.0.2.1", SECOND, 100)).isEqualTo(10);
    assertThat(taken("192.0.2.1", 60 * SECOND, 100)).isEqualTo(30);
  }

  @Test
  void takesNothingFromWhoLooksAtTheTimeTooEarly() {
    taken("192.0.2.1", 5 * SECOND, 10);

    assertThat(taken("192.0.2.1", 0, 100)).isEqualTo(20);
    assertThat(taken("192.0.2.1", 5 * SECOND, 100)).isZero();
  }

  @Test
  void isUsedUpByFewOfManySources() {
    for (int source = 0; source < 1000; source++) {
      taken("10.0." + source / 250 + "." + source % 250, 0, 30);
    }
    int left = 0;
    for (int source = 0; source < 1000; source++) {
      left += taken("10.9." + source / 250 + "." + source % 250, 0, 1);
    }

    assertThat(left).isGreaterThan(700);
  }

  private int taken(String source, long nanos, int times) {
    InetAddress address = InetAddress.ofLiteral(source);
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += limits.take(address, nanos) ? 1 : 0;
    }
    return taken;
  }
}
