package com.qubetics.dvpn.registry.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ActivationSettingsTest {
  private static final EpochSchedule DEVNET = new EpochSchedule(0, 60, 5);
  private static final EpochSchedule MAINNET = new EpochSchedule(0, 86_400, 300);

  @Test
  void asksForMoreThanTwoHeartbeatsInASlotUnlessTold() {
    assertThat(settings(null, null).in(DEVNET).heartbeat()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings(null, null).in(DEVNET).presenceTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings(null, null).in(MAINNET).heartbeat()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void takesWhatIsSet() {
    ActivationRules life = settings(Duration.ofSeconds(3), Duration.ofSeconds(10)).in(DEVNET);

    assertThat(life.heartbeat()).isEqualTo(Duration.ofSeconds(3));
    assertThat(life.presenceTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void refusesATimeoutThatNoHeartbeatCanMeet() {
    assertThatThrownBy(() -> settings(Duration.ofSeconds(3), Duration.ofSeconds(3)).in(DEVNET))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ActivationSettings settings(Duration heartbeat, Duration presenceTimeout) {
    return new ActivationSettings("0.1.0", heartbeat, presenceTimeout, 2, 2, 5);
  }
}
