package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.ArrayList;
import java.util.List;

/// Compares a network's address file with the chain.
public final class Verification {
  private final JsonRpc rpc;

  public Verification(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /// @throws IllegalArgumentException if the node is of another chain
  public static void requireChain(JsonRpc rpc, long chainId) {
    long actual = rpc.chainId();
    if (actual != chainId) {
      throw new IllegalArgumentException(
          "the node is of chain %d (expected: %d)".formatted(actual, chainId));
    }
  }

  /// Whether all contracts of the file are on this chain.
  public boolean exists(Network network) {
    return rpc.code(network.nodeRegistry()).length > 0
        && rpc.code(network.epochLedger()).length > 0
        && rpc.code(network.rewardsVault()).length > 0;
  }

  /// Where the chain differs from the file, in parameters, links and roles; empty if nowhere.
  public List<String> differences(Network network) {
    if (!exists(network)) {
      return List.of("a contract has no code at its address");
    }
    List<String> found = new ArrayList<>();
    Address registry = network.nodeRegistry();
    Address ledger = network.epochLedger();
    Address vault = network.rewardsVault();
    compare(found, "deposit", view(registry, "requiredDeposit()"), network.deposit());
    compare(found, "buffer", view(registry, "requiredBuffer()"), network.buffer());
    compare(
        found, "slash challenge", view(registry, "challengeSeconds()"), network.challengeSeconds());
    compare(found, "registry's vault", view(registry, "vault()"), vault);
    compare(found, "genesis", view(ledger, "genesis()"), network.genesis());
    compare(found, "epoch length", view(ledger, "epochSeconds()"), network.epochSeconds());
    compare(found, "vault's ledger", view(vault, "ledger()"), ledger);
    compare(found, "reward delay", view(vault, "delaySeconds()"), network.challengeSeconds());
    if (network.timelock() == null) {
      found.add("the file names no timelock");
    }
    new RoleAudit(rpc)
        .holdings(network).stream()
            .filter(RoleAudit.Holding::differs)
            .map(RoleAudit.Holding::toString)
            .forEach(found::add);
    return found;
  }

  /// A view's only word.
  private Bytes32 view(Address contract, String function) {
    return rpc.view(contract, Abi.call(function), WordReader::bytes32);
  }

  private static void compare(List<String> found, String what, Bytes32 word, Object expected) {
    WordReader words = new WordReader(List.of(word));
    Object actual =
        switch (expected) {
          case Address address -> words.address();
          case TokenAmount amount -> new TokenAmount(words.uint());
          default -> words.uint();
        };
    if (!actual.toString().equals(expected.toString())) {
      found.add("%s: %s on chain, %s in the file".formatted(what, actual, expected));
    }
  }
}
