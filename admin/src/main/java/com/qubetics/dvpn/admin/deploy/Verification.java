package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.LogHistory;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Compares a network's address file with the chain.
public final class Verification {
  private final JsonRpc rpc;

  public Verification(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /// @throws IllegalArgumentException if the node is of another chain
  /// @throws UncertainException if it has no answer
  public static void requireChain(JsonRpc rpc, long chainId) {
    long actual = UncertainException.unlessTold("of which chain the node is", rpc::chainId);
    if (actual != chainId) {
      throw new IllegalArgumentException(
          "the node is of chain %s (expected: %s)".formatted(actual, chainId));
    }
  }

  /// Whether all contracts of the file are on this chain. A local one may have been made anew
  /// since, and be shorter.
  ///
  /// @throws UncertainException if the endpoint's answers do not tell
  public boolean exists(Network network) {
    boolean local = DeploymentPlan.isLocal(network.chainId());
    return UncertainException.unlessTold(
        "whether the contracts are there",
        () -> exists(network, local ? rpc.blockNumber() : block(network)));
  }

  private boolean exists(Network network, long block) {
    return Stream.of(network.nodeRegistry(), network.epochLedger(), network.rewardsVault())
        .allMatch(contract -> rpc.code(contract, block).length > 0);
  }

  /// All is read as of one block that is confirmed: another node behind the same address that lacks
  /// it refuses, instead of telling an older state.
  private long block(Network network) {
    long block = new LogHistory(rpc, RoleAudit.confirmations(network)).end();
    if (block < network.deployedAtBlock()) {
      throw new UncertainException(
          ("the endpoint's newest confirmed block is %s, and the contracts were deployed in %s: it is"
                  + " behind, and whether all is well can't be told; ask another one")
              .formatted(block, network.deployedAtBlock()));
    }
    return block;
  }

  /// Where the chain differs from the file, in parameters, links and roles; empty if nowhere.
  ///
  /// @throws UncertainException if the endpoint's answers do not tell
  public List<String> differences(Network network) {
    return UncertainException.unlessTold(
        "whether the chain is as the file says", () -> differences(network, block(network)));
  }

  private List<String> differences(Network network, long block) {
    if (!exists(network, block)) {
      return List.of("a contract has no code at its address");
    }
    List<String> found = new ArrayList<>();
    Address registry = network.nodeRegistry();
    Address ledger = network.epochLedger();
    Address vault = network.rewardsVault();
    compare(found, "deposit", view(block, registry, "requiredDeposit()"), network.deposit());
    compare(found, "buffer", view(block, registry, "requiredBuffer()"), network.buffer());
    long challenge = network.challengeSeconds();
    compare(found, "slash challenge", view(block, registry, "challengeSeconds()"), challenge);
    compare(found, "registry's vault", view(block, registry, "vault()"), vault);
    compare(found, "genesis", view(block, ledger, "genesis()"), network.genesis());
    compare(found, "epoch length", view(block, ledger, "epochSeconds()"), network.epochSeconds());
    compare(found, "vault's ledger", view(block, vault, "ledger()"), ledger);
    compare(found, "reward delay", view(block, vault, "delaySeconds()"), challenge);
    if (network.timelock() == null) {
      found.add("the file names no timelock");
    }
    new RoleAudit(rpc)
        .audit(network).holdings().stream()
            .filter(RoleAudit.Holding::differs)
            .map(RoleAudit.Holding::toString)
            .forEach(found::add);
    return found;
  }

  /// A view's only word.
  private Bytes32 view(long block, Address contract, String function) {
    return rpc.view(contract, Abi.call(function), block, WordReader::bytes32);
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
