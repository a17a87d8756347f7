package com.qubetics.dvpn.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What `iptables-save` and `nft -j` list, of rules that others wrote: followed to an end, whatever
/// they say. [IptablesSave], [NftListing] (an ObjectNode).
final class ForeignRulesFuzzTest {
  private final Barriers barriers =
      new Barriers(new InterfaceName("wg0"), new InterfaceName("eth0"), "own");

  @FuzzTest
  void iptables(byte[] text) {
    follow(IptablesSave.parse(new String(text, StandardCharsets.UTF_8), "ip"));
  }

  @FuzzTest
  void nft(byte[] text) {
    List<ForwardTable> tables;
    try {
      tables = NftListing.parse(new String(text, StandardCharsets.UTF_8));
    } catch (JsonException refused) {
      return;
    }
    follow(tables);
  }

  private void follow(List<ForwardTable> tables) {
    assertThat(barriers.of(tables)).allMatch(barrier -> !barrier.where().isBlank());
  }
}
