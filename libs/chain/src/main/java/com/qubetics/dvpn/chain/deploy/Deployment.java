package com.qubetics.dvpn.chain.deploy;

import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.Roles;
import com.qubetics.dvpn.chain.abi.Abi;
import com.qubetics.dvpn.chain.abi.Words;
import com.qubetics.dvpn.chain.contract.Artifact;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.rpc.Receipt;
import com.qubetics.dvpn.chain.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.ContractUtils;

/// Deploys the contracts: the timelock first, then the three with the timelock as their admin from
/// the start, so that no other key ever holds that right. Registry and ledger name the vault, which
/// names the ledger: all addresses are computed beforehand, all four transactions are sent at once,
/// and the receipts are compared.
public final class Deployment {
  /// Genesis lies this far after the newest block at least, so that it follows the deployment.
  private static final long MARGIN_SECONDS = 10;

  private static final Bytes32 ADMIN_ROLE = Bytes32.ZERO;

  private final JsonRpc rpc;

  public Deployment(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /// @throws IllegalArgumentException if the node is of another chain than the plan's
  /// @throws ChainException if the chain can't be asked; what is deployed then is of no use
  public Network deploy(DeploymentPlan plan, Wallet wallet) {
    requireChain(plan.chainId());
    Roles roles = plan.roles();
    long genesis = genesis(plan.slotSeconds());
    Address admin = addressOfNext(wallet.address(), 0);
    Address registry = addressOfNext(wallet.address(), 1);
    Address ledger = addressOfNext(wallet.address(), 2);
    Address vault = addressOfNext(wallet.address(), 3);
    Map<Address, Bytes32> sent = new LinkedHashMap<>();
    sent.put(
        admin,
        create(
            wallet,
            Artifact.TIMELOCK,
            "constructor(uint256,address[])",
            plan.timelockSeconds(),
            List.of(roles.governor())));
    sent.put(
        registry,
        create(
            wallet,
            Artifact.NODE_REGISTRY,
            "constructor(address,address,address,uint128,uint128,uint64,uint64,address)",
            admin,
            roles.jailer(),
            roles.penaliser(),
            plan.deposit().baseUnits(),
            plan.buffer().baseUnits(),
            plan.exitDelaySeconds(),
            plan.challengeSeconds(),
            vault));
    sent.put(
        ledger,
        create(
            wallet,
            Artifact.EPOCH_LEDGER,
            "constructor(address,address,address,address,uint64,uint64)",
            admin,
            roles.sessions(),
            roles.performance(),
            vault,
            genesis,
            plan.epochSeconds()));
    sent.put(
        vault,
        create(
            wallet,
            Artifact.REWARDS_VAULT,
            "constructor(address,address,address,address,uint64,uint256,uint256)",
            admin,
            roles.proposer(),
            roles.guardian(),
            ledger,
            plan.challengeSeconds(),
            plan.pricePerGib().baseUnits(),
            plan.capPerEpoch().baseUnits()));
    long block = Long.MAX_VALUE;
    for (Map.Entry<Address, Bytes32> contract : sent.entrySet()) {
      Receipt receipt = wallet.await(contract.getValue());
      if (!receipt.contract().equals(Optional.of(contract.getKey()))) {
        throw new ChainException("the key sent something else meanwhile: deploy again");
      }
      block = Math.min(block, receipt.block());
    }
    return new Network(
        plan.name(),
        plan.chainId(),
        registry,
        ledger,
        vault,
        genesis,
        plan.epochSeconds(),
        plan.slotSeconds(),
        block,
        plan.confirmations(),
        plan.deposit(),
        plan.buffer(),
        plan.pricePerGib(),
        plan.challengeSeconds(),
        admin,
        roles);
  }

  /// @throws IllegalArgumentException if the node is of another chain
  public void requireChain(long chainId) {
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

  /// Where the chain differs from the address file; empty if nowhere.
  public List<String> differences(Network network) {
    List<String> found = new ArrayList<>();
    if (!exists(network)) {
      return List.of("a contract has no code at its address");
    }
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
    if (!hasRole(ledger, role("SETTLER_ROLE"), vault)) {
      found.add("the vault may not settle epochs");
    }
    Address timelock = network.timelock();
    if (timelock == null) {
      found.add("the file names no timelock");
    } else {
      for (Address contract : List.of(registry, ledger, vault)) {
        if (!hasRole(contract, ADMIN_ROLE, timelock)) {
          found.add("the timelock does not administer " + contract);
        }
      }
    }
    return found;
  }

  private long genesis(long slotSeconds) {
    long earliest = rpc.latestBlock().time().getEpochSecond() + MARGIN_SECONDS;
    return Math.ceilDiv(earliest, slotSeconds) * slotSeconds;
  }

  private static Bytes32 create(
      Wallet wallet, Artifact artifact, String constructor, Object... arguments) {
    byte[] data = Abi.deployment(artifact.bytecode(), constructor, arguments);
    return wallet.send(null, BigInteger.ZERO, data);
  }

  /// The address of the contract that the key creates after `skipped` others, before it sends any.
  private Address addressOfNext(Address deployer, int skipped) {
    long nonce = rpc.pendingNonce(deployer) + skipped;
    return Address.of(
        ContractUtils.generateContractAddress(deployer.bytes(), BigInteger.valueOf(nonce)));
  }

  private Words view(Address contract, String function, Object... arguments) {
    return new Words(Words.split(rpc.view(contract, Abi.call(function, arguments))));
  }

  private boolean hasRole(Address contract, Bytes32 role, Address account) {
    return view(contract, "hasRole(bytes32,address)", role, account).bool();
  }

  private static Bytes32 role(String name) {
    return Keccak.hash(name.getBytes(StandardCharsets.US_ASCII));
  }

  private static void compare(List<String> found, String what, Words words, Object expected) {
    @Nullable Object actual =
        switch (expected) {
          case Address address -> words.address();
          case TokenAmount amount -> new TokenAmount(words.uint());
          default -> words.number();
        };
    if (!Objects.equals(actual, expected)) {
      found.add("%s: %s on chain, %s in the file".formatted(what, actual, expected));
    }
  }
}
