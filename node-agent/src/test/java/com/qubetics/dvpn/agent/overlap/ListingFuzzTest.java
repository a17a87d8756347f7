package com.qubetics.dvpn.agent.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.nio.charset.StandardCharsets;

/// Listings of `ip` and files of the host ([IpListing] with its Route and Link, [DockerPools]'
/// JsonNode): whatever they hold, what can be read of them is read and nothing fails.
final class ListingFuzzTest {
  private static final InterfaceName TUNNEL = new InterfaceName("wg-dvpn");

  @FuzzTest
  void listings(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(IpListing.routes(text, TUNNEL)).allMatch(taken -> taken.network().length() >= 8);
    assertThat(IpListing.addresses(text, TUNNEL)).allMatch(taken -> taken.network().length() >= 8);
  }

  @FuzzTest
  void files(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(DockerPools.of(text, false)).doesNotContainNull();
    assertThat(TakenNetworks.resolvers(text, "it"))
        .allMatch(taken -> taken.network().length() == 32);
  }
}
