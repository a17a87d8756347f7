package com.qubetics.dvpn.evm.contract;

import static com.qubetics.dvpn.wire.login.AccountSignature.Verdict.HOLDS;
import static com.qubetics.dvpn.wire.login.AccountSignature.Verdict.MALFORMED;
import static com.qubetics.dvpn.wire.login.AccountSignature.Verdict.NO_CONTRACT;
import static com.qubetics.dvpn.wire.login.AccountSignature.Verdict.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.TestSafe;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ContractAccountsIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Bytes32 HASH = Keccak.hash(new byte[] {1});
  private static final Bytes32 ANOTHER = Keccak.hash(new byte[] {2});
  private static final int CONFIRMATIONS = 3;

  private static final TestChain CHAIN = new TestChain();

  private final PrivateKey owner = PrivateKey.random(RANDOM);
  private final TestSafe safe = new TestSafe(CHAIN, owner, PrivateKey.random(RANDOM));
  private final ContractAccounts accounts = accounts(CHAIN.rpc);

  private static ContractAccounts accounts(JsonRpc... nodes) {
    return new ContractAccounts(List.of(nodes), CHAIN.network.chainId(), CONFIRMATIONS);
  }

  @AfterAll
  static void end() {
    CHAIN.close();
  }

  @Test
  void asksASafeAtAConfirmedBlock() {
    byte[] signature = safe.sign(HASH);
    safe.deploy();
    CHAIN.mine(CONFIRMATIONS - 1);
    assertThat(accounts.verdict(safe.account, HASH, signature)).isEqualTo(NO_CONTRACT);
    CHAIN.mine(1);

    assertThat(accounts.verdict(safe.account, HASH, signature)).isEqualTo(HOLDS);
    assertThat(accounts.verdict(safe.account, HASH, safe.undeployed(signature))).isEqualTo(HOLDS);
    assertThat(accounts.verdict(safe.account, ANOTHER, signature)).isEqualTo(REFUSED);
    assertThat(accounts.verdict(safe.account, HASH, safe.sign(HASH, List.of(owner))))
        .isEqualTo(REFUSED);
    assertThat(accounts.verdict(safe.account, HASH, new byte[0])).isEqualTo(REFUSED);
  }

  @Test
  void asksASafeThatIsNotDeployedYet() {
    CHAIN.mine(CONFIRMATIONS);
    byte[] signature = safe.sign(HASH);

    assertThat(accounts.verdict(safe.account, HASH, safe.undeployed(signature))).isEqualTo(HOLDS);
    assertThat(accounts.verdict(safe.account, ANOTHER, safe.undeployed(signature)))
        .isEqualTo(REFUSED);
    assertThat(accounts.verdict(safe.account, HASH, signature)).isEqualTo(NO_CONTRACT);
    assertThat(
            accounts.verdict(
                new Account(owner.address()), HASH, safe.undeployed(owner.sign(HASH).bytes())))
        .as("an account that this factory does not make")
        .isEqualTo(REFUSED);
    assertThat(CHAIN.rpc.code(safe.account.address())).as("nothing lasts").isEmpty();
  }

  @Test
  void takesNoYesOfAContractThatNeverEnds() {
    // JUMPDEST PUSH1 0 JUMP, and what deploys it.
    byte[] endless = Hex.parse("0x635b6000566000526004601cf3");
    Account account =
        new Account(CHAIN.wallet.transact(null, BigInteger.ZERO, endless).contract().orElseThrow());
    CHAIN.mine(CONFIRMATIONS);

    assertThat(accounts.verdict(account, HASH, new byte[65])).isEqualTo(REFUSED);
  }

  @Test
  void saysThatAKeysAccountIsNoContract() {
    Account account = new Account(owner.address());

    assertThat(accounts.verdict(account, HASH, owner.sign(HASH).bytes())).isEqualTo(NO_CONTRACT);
  }

  @Test
  void refusesAMarkWithNothingOfItsFormBefore() {
    byte[] whole = safe.undeployed(safe.sign(HASH));
    String mark = "6492".repeat(16);
    for (String before :
        List.of(
            "",
            "00".repeat(95),
            "ff".repeat(96),
            "00".repeat(96),
            Hex.format(whole).substring(2, 2 + 64 * 3),
            "00".repeat(31) + "01" + "7f" + "ff".repeat(31) + "00".repeat(32))) {
      assertThat(accounts.verdict(safe.account, HASH, Hex.parse("0x" + before + mark)))
          .as(before)
          .isEqualTo(MALFORMED);
    }
  }

  @Test
  void givesNoVerdictWithoutTheChain() {
    JsonRpc away = new JsonRpc(URI.create("http://127.0.0.1:1"));

    for (ContractAccounts asked : List.of(accounts(away), accounts(CHAIN.rpc, away))) {
      assertThatThrownBy(() -> asked.verdict(safe.account, HASH, safe.sign(HASH)))
          .isInstanceOf(ChainException.class);
    }
  }

  @Test
  void believesNoNodeThatAnotherContradicts() {
    safe.deploy();
    CHAIN.mine(CONFIRMATIONS);
    try (TestChain without = new TestChain()) {
      without.mine(Math.toIntExact(CHAIN.rpc.blockNumber()));

      assertThatThrownBy(
              () -> accounts(CHAIN.rpc, without.rpc).verdict(safe.account, HASH, safe.sign(HASH)))
          .hasMessageContaining("disagree");
    }
  }
}
