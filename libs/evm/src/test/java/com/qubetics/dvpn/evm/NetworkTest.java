package com.qubetics.dvpn.evm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final String CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

  @Test
  void saysOfAKnownChainWhatWalletsNeed() {
    Network read = Network.parse(of(9030).text());

    assertThat(read).isEqualTo(of(9030));
    assertThat(read.text()).contains("qubetics_9030-1", "https://ticsscan.com");
  }

  @Test
  void hasNoMemberForAChainThatIsNotKnown() {
    assertThat(of(31337).text()).doesNotContain("\"chain\"");
    assertThat(Network.parse(of(31337).text())).isEqualTo(of(31337));
  }

  private static Network of(long chainId) {
    return Network.parse(
        """
        {"name":"n","chainId":%s,"nodeRegistry":"%s","epochLedger":"%s","rewardsVault":"%s",
         "genesis":1,"epochSeconds":60,"slotSeconds":5,"deployedAtBlock":1,"confirmations":2,
         "deposit":"1","buffer":"1","pricePerGib":"1","challengeSeconds":5}
        """
            .formatted(chainId, CONTRACT, CONTRACT, CONTRACT));
  }
}
