package com.qubetics.dvpn.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PhasesTest {

  @Test
  void tellsWhereTheTimeWent() {
    Phases phases = Phases.after("packages=400,tools=9600,build=65000");
    phases.ready();
    phases.told();
    assertThat(phases.toString())
        .isEqualTo(
            "by phase: packages 0 s, tools 10 s, build 1 min 5 s, network 0 s, story 0 s;"
                + " ready after 1 min 15 s, all of it 1 min 15 s");
  }

  @Test
  void namesNoEndThatWasNotReached() {
    Phases phases = Phases.after("");
    phases.ready();
    assertThat(phases.toString()).isEqualTo("by phase: network 0 s; ready after 0 s");
  }

  @Test
  void refusesAPhaseWithoutATime() {
    assertThatThrownBy(() -> Phases.after("build"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("phase: build (expected: NAME=MILLIS)");
  }
}
