package com.qubetics.dvpn.rewards;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.abi.Abi;
import com.qubetics.dvpn.chain.contract.Artifact;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real EpochLedger and RewardsVault on a chain of their own; one account holds every role but
/// the proposer's, which is the chain's first account. Epochs of a minute began a day ago.
final class Contracts {
  private static final Account PROPOSER = new Account(PrivateKey.parse(Anvil.DEV_KEY).address());

  private final Anvil chain;
  private final Account operator;
  private final Address registry;
  private final Address ledger;
  private final Address vault;
  private final long genesis;

  Contracts(Anvil chain, long now) {
    this.chain = chain;
    this.genesis = now - 86_400;
    this.operator = Account.parse(ask("eth_accounts", "[]").get(1).asString());
    Address admin = operator.address();
    this.ledger =
        deploy(
            Artifact.EPOCH_LEDGER,
            "constructor(address,address,address,address,uint64,uint64)",
            admin,
            admin,
            admin,
            admin,
            genesis,
            60L);
    this.vault =
        deploy(
            Artifact.REWARDS_VAULT,
            "constructor(address,address,address,address,uint64,uint256,uint256)",
            admin,
            PROPOSER.address(),
            admin,
            ledger,
            1L,
            TokenAmount.ofTics("1.024").baseUnits(),
            TokenAmount.ofTics("1000").baseUnits());
    this.registry =
        deploy(
            Artifact.NODE_REGISTRY,
            "constructor(address,address,address,uint128,uint128,uint64,uint64,address)",
            admin,
            admin,
            admin,
            10L,
            10L,
            1L,
            1L,
            vault);
    Bytes32 settler = Abi.topic("SETTLER_ROLE");
    send(
        new Call(ledger, TokenAmount.ZERO, Abi.call("grantRole(bytes32,address)", settler, vault)));
  }

  String network() {
    return """
    {"name":"test","chainId":31337,"nodeRegistry":"%s",
     "epochLedger":"%s","rewardsVault":"%s",
     "genesis":%d,"epochSeconds":60,"slotSeconds":5,"deployedAtBlock":0,"confirmations":0,
     "deposit":"10","buffer":"10","pricePerGib":"1024000000000000000","challengeSeconds":1}
    """
        .formatted(registry, ledger, vault, genesis);
  }

  /// Sends a call from the operator's account and waits for its block.
  void send(Call call) {
    transact(
        "\"to\":\"%s\",\"value\":\"0x%s\",\"data\":\"%s\""
            .formatted(call.to(), call.value().baseUnits().toString(16), call.dataHex()));
  }

  TokenAmount balance(Account account) {
    String text = ask("eth_getBalance", "[\"%s\",\"latest\"]".formatted(account)).asString();
    return new TokenAmount(new BigInteger(text.substring(2), 16));
  }

  private Address deploy(Artifact artifact, String constructor, Object... arguments) {
    byte[] data = Abi.deployment(artifact.bytecode(), constructor, arguments);
    return Address.parse(
        transact("\"data\":\"%s\"".formatted(Hex.format(data))).get("contractAddress").asString());
  }

  private JsonNode transact(String members) {
    String hash =
        ask("eth_sendTransaction", "[{\"from\":\"%s\",%s}]".formatted(operator, members))
            .asString();
    JsonNode receipt = receipt(hash);
    if (!receipt.get("status").asString().equals("0x1")) {
      throw new IllegalStateException("reverted: " + receipt);
    }
    return receipt;
  }

  /// A block mined at once can still be on its way when the sending call answers.
  private JsonNode receipt(String hash) {
    for (int look = 0; look < 100; look++) {
      JsonNode receipt = ask("eth_getTransactionReceipt", "[\"%s\"]".formatted(hash));
      if (!receipt.isNull()) {
        return receipt;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new IllegalStateException("no receipt of " + hash);
  }

  private JsonNode ask(String method, String params) {
    JsonNode answer = JsonMapper.shared().readTree(chain.call(method, params));
    if (!answer.has("result")) {
      throw new IllegalStateException(method + ": " + answer);
    }
    return answer.get("result");
  }
}
