package com.qubetics.dvpn.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.evm.TestSafe;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountSignatureIT extends ProviderStage {
  private static final String PATH = "/api/v1/account-signatures";
  private static final Bytes32 HASH = Keccak.hash(new byte[] {1});

  @Test
  void asksTheContractOfAnAccount() {
    TestSafe safe = safe(nodeKey(), nodeKey());
    byte[] signature = safe.sign(HASH);
    ANVIL.mine(NETWORK.confirmations());

    assertThat(verdict(safe.account, signature)).isEqualTo("NO_CONTRACT");
    assertThat(verdict(safe.account, safe.undeployed(signature))).isEqualTo("HOLDS");

    safe.deploy();
    ANVIL.mine(NETWORK.confirmations());

    assertThat(verdict(safe.account, signature)).isEqualTo("HOLDS");
    assertThat(verdict(safe.account, new byte[65])).isEqualTo("REFUSED");
  }

  @Test
  void refusesASignatureThatNoContractCouldNeed() {
    Answer answer = ask(new Account(nodeKey().address()), new byte[8193]);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("signature: 8193 bytes (expected: at most 8192)");
  }

  private String verdict(Account account, byte[] signature) {
    return ask(account, signature).json().path("verdict").asString();
  }

  private Answer ask(Account account, byte[] signature) {
    return post(
        PATH,
        Map.of(
            "account",
            account.toString(),
            "hash",
            HASH.toString(),
            "signature",
            Hex.format(signature)));
  }
}
