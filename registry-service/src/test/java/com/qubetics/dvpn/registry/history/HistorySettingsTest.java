package com.qubetics.dvpn.registry.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.protocol.value.Bytes32;
import org.junit.jupiter.api.Test;

class HistorySettingsTest {
  private static final Bytes32 TRANSACTION = Bytes32.parse("0x" + "ab".repeat(32));

  @Test
  void linksToTheExplorerOfAKnownNetworkUnlessTold() {
    HistorySettings untold = new HistorySettings("");

    assertThat(untold.link(network(9030), TRANSACTION))
        .contains("https://ticsscan.com/tx/" + TRANSACTION);
    assertThat(untold.link(network(9029), TRANSACTION))
        .contains("https://testnet.qubetics.work/tx/" + TRANSACTION);
    assertThat(untold.link(network(31337), TRANSACTION)).isEmpty();
    assertThat(
            new HistorySettings("https://explorer.test/{transaction}?tab=logs")
                .link(network(9030), TRANSACTION))
        .contains("https://explorer.test/" + TRANSACTION + "?tab=logs");
  }

  @Test
  void refusesATemplateWithoutAPlaceForTheTransaction() {
    assertThatThrownBy(() -> new HistorySettings("https://explorer.test/"))
        .hasMessageContaining("DVPN_EXPLORER");
  }

  private static Network network(long chainId) {
    String contract = "0x" + "01".repeat(20);
    return Network.parse(
        """
        {"name":"test","chainId":%s,"nodeRegistry":"%s","epochLedger":"%s","rewardsVault":"%s",
         "genesis":0,"epochSeconds":60,"slotSeconds":5,"deployedAtBlock":0,"confirmations":2,
         "deposit":"1","buffer":"1","pricePerGib":"1","challengeSeconds":5}
        """
            .formatted(chainId, contract, contract, contract));
  }
}
