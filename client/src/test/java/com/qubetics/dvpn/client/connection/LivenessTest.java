package com.qubetics.dvpn.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.client.tunnel.PeerCounters;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivenessTest {
  private static final Duration DEAD_AFTER = Duration.ofSeconds(12);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a page came back,                      950, 900, false, 30, false",
    "an echo came back,                     146, 900, true,  30, false",
    "only a handshake and a keepalive came, 174, 900, false, 12, true",
    "sent and nothing back for too long,     50, 900, false, 12, true",
    "sent and nothing back for a moment,     50, 900, false, 11, false",
    "nothing was sent either,                50, 500, false, 60, false",
  })
  void diesOnlyOfSilenceInAnswerToSomething(
      String name, long rx, long tx, boolean echoed, long seconds, boolean dead) {
    Liveness life = Liveness.begin(new PeerCounters(50, 500, null), 0);
    PeerCounters counters = new PeerCounters(rx, tx, null);
    long now = Duration.ofSeconds(seconds).toNanos();

    assertThat(life.observe(counters, echoed, now).isDead(counters, DEAD_AFTER, now))
        .isEqualTo(dead);
  }
}
