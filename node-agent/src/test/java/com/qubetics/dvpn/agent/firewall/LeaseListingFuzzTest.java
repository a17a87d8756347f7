package com.qubetics.dvpn.agent.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.nio.charset.StandardCharsets;

/// What `nft` lists, whatever it lists: leases of this tunnel, speed limits, or a refusal.
final class LeaseListingFuzzTest {
  @FuzzTest
  void leases(byte[] listing) {
    try {
      HeldLeases.parse(new String(listing, StandardCharsets.UTF_8), new InterfaceName("wg0"))
          .left()
          .values()
          .forEach(left -> assertThat(left.isNegative()).isFalse());
    } catch (IllegalArgumentException refused) {
      // Counts as rules that are not as written.
    }
  }

  @FuzzTest
  void speedLimits(byte[] listing) {
    try {
      HeldLimits.parse(new String(listing, StandardCharsets.UTF_8))
          .kibibytes()
          .values()
          .forEach(kibibytes -> assertThat(kibibytes).isNotNegative());
    } catch (IllegalArgumentException refused) {
      // Counts as rules that are not as written.
    }
  }
}
