package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeldLimitsTest {
  @Test
  void readsBothUnitsThatNftChooses() {
    String listing =
        """
        table inet dvpn_wg0 {
        	set slow {
        		typeof ip saddr
        		size 65535
        		flags dynamic
        		limit rate over 1 mbytes/second burst 64 kbytes
        		elements = { 0xa4d0002 limit rate over 2234 kbytes/second burst 64 kbytes, 0xa4d0003 limit rate over 4 mbytes/second burst 64 kbytes }
        	}
        }
        """;

    assertThat(HeldLimits.parse(listing).kibibytes())
        .isEqualTo(
            Map.of(
                TunnelAddress.parse("10.77.0.2"), 2234L, TunnelAddress.parse("10.77.0.3"), 4096L));
  }

  @Test
  void readsASetWithoutElements() {
    assertThat(HeldLimits.parse("set slow { typeof ip saddr }").kibibytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "elements = { 0xa4d0002 }",
        "elements = { 0xa4d0002 limit rate 10 kbytes/second burst 64 kbytes }",
        "elements = { 0xa4d0002 limit rate over 10 bytes/second burst 64 kbytes }",
        "elements = { 0xa4d0002 limit rate over 10 kbytes/second burst 64 kbytes"
      })
  void refusesWhatNoAgentWrites(String listing) {
    assertThatThrownBy(() -> HeldLimits.parse(listing))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
