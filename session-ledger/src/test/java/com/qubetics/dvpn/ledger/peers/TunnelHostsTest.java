package com.qubetics.dvpn.ledger.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TunnelHostsTest {
  @Test
  void reachFromTheFirstClientToTheLast() {
    assertThat(TunnelHosts.of(TunnelHosts.FIRST)).isEqualTo("10.77.0.2");
    assertThat(TunnelHosts.of(TunnelHosts.LAST)).isEqualTo("10.77.255.253");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_534, 65_535})
  void leaveOutWhatIsTheNodesOwn(int host) {
    assertThatThrownBy(() -> TunnelHosts.of(host)).isInstanceOf(IllegalArgumentException.class);
  }
}
