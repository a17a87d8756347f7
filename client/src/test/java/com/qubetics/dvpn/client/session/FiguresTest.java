package com.qubetics.dvpn.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.client.session.AckLoop.Figures;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  @Test
  void addUpTheTimeOfAllPauses() {
    Figures figures =
        Figures.none()
            .withPaused(true, 900)
            .withPaused(true, 250)
            .withPaused(false, 150)
            .withPaused(true, 7_000)
            .withPaused(false, 100);

    assertThat(figures.pauses()).isEqualTo(2);
    assertThat(figures.pausedMillis()).isEqualTo(500);
    assertThat(figures.paused()).isFalse();
  }
}
