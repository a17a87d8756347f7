package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.ChainEngine;
import com.qubetics.dvpn.engines.qubetics.TestEngine;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.contract.Artifact;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A chain of a test's own with the contracts on it: epochs of a minute, slots of five seconds. On
/// anvil, or what else a test gives or the system property `dvpn.chain` says.
public final class TestChain implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long EPOCH_SECONDS = 60;
  private static final long SLOT_SECONDS = 5;
  private static final Duration EXIT_DELAY = Duration.ofDays(14);
  private static final Duration TIMELOCK_DELAY = Duration.ofMinutes(1);
  private static final TokenAmount STAKE = TokenAmount.ofTics("10");
  private static final TokenAmount CAP = TokenAmount.ofTics("1000");

  public final ChainEngine engine;

  /// What executes: the engine itself, or what stands behind it.
  public final Anvil anvil;

  public final JsonRpc rpc;
  public final PrivateKey key = PrivateKey.parse(Anvil.DEV_KEY);
  public final Wallet wallet;
  public final Network network;
  public final Calls calls;

  /// What tests want differently.
  ///
  /// @param genesis seconds since 1970
  public record Plan(
      Roles roles,
      long genesis,
      int confirmations,
      TokenAmount pricePerGib,
      long challengeSeconds) {

    private static final long GENESIS_IN = 10;

    /// The devnet's, with a genesis that is still to come.
    public static Plan devnet(Roles roles) {
      return new Plan(
          roles, Instant.now().getEpochSecond() + GENESIS_IN, 2, TokenAmount.ofTics("1"), 5);
    }

    /// With a genesis that is still to come on a chain whose time others have moved, too.
    Plan after(Instant newest) {
      return new Plan(
          roles,
          Math.max(genesis, newest.getEpochSecond() + GENESIS_IN),
          confirmations,
          pricePerGib,
          challengeSeconds);
    }
  }

  /// One key has all roles.
  public TestChain() {
    this(Roles.allBy(PrivateKey.parse(Anvil.DEV_KEY).address()));
  }

  public TestChain(Roles roles) {
    this(TestEngine.start(), Plan.devnet(roles), true);
  }

  public TestChain(Plan plan) {
    this(TestEngine.start(), plan);
  }

  /// On a chain that was just started, and ends with this.
  public TestChain(ChainEngine engine, Plan plan) {
    this(engine, plan, false);
  }

  /// @param toCome whether the genesis has to be after the chain's time
  private TestChain(ChainEngine engine, Plan plan, boolean toCome) {
    this.engine = engine;
    anvil = engine.anvil();
    rpc = new JsonRpc(rpcUrl());
    wallet = wallet(key);
    network = deploy(toCome ? plan.after(rpc.latestBlock().time()) : plan);
    calls = new Calls(network.contracts());
  }

  /// The contracts name each other: their addresses follow from the deployer's nonces.
  private Network deploy(Plan plan) {
    Roles roles = plan.roles();
    long nonce = rpc.nonce(key.address());
    Address timelock = UnsignedTransaction.created(key.address(), nonce);
    Address registry = UnsignedTransaction.created(key.address(), nonce + 1);
    Address ledger = UnsignedTransaction.created(key.address(), nonce + 2);
    Address vault = UnsignedTransaction.created(key.address(), nonce + 3);
    Receipt first =
        create(
            Artifact.TIMELOCK,
            "constructor(uint256,address[])",
            TIMELOCK_DELAY.toSeconds(),
            List.of(roles.governor()));
    create(
        Artifact.NODE_REGISTRY,
        "constructor(address,address,address,uint128,uint128,uint64,uint64,address)",
        timelock,
        roles.jailer(),
        roles.penaliser(),
        STAKE,
        STAKE,
        EXIT_DELAY.toSeconds(),
        plan.challengeSeconds(),
        vault);
    create(
        Artifact.EPOCH_LEDGER,
        "constructor(address,address,address,address,uint64,uint64)",
        timelock,
        roles.sessions(),
        roles.performance(),
        vault,
        plan.genesis(),
        EPOCH_SECONDS);
    create(
        Artifact.REWARDS_VAULT,
        "constructor(address,address,address,address,uint64,uint256,uint256)",
        timelock,
        roles.proposer(),
        roles.guardian(),
        ledger,
        plan.challengeSeconds(),
        plan.pricePerGib(),
        CAP);
    return new Network(
        "test",
        Anvil.CHAIN_ID,
        registry,
        ledger,
        vault,
        plan.genesis(),
        EPOCH_SECONDS,
        SLOT_SECONDS,
        first.block(),
        plan.confirmations(),
        STAKE,
        STAKE,
        plan.pricePerGib(),
        plan.challengeSeconds(),
        timelock,
        roles,
        null);
  }

  private Receipt create(Artifact artifact, String constructor, Object... arguments) {
    byte[] data = Abi.deployment(artifact.bytecode(), constructor, arguments);
    return wallet.transact(null, TokenAmount.ZERO.baseUnits(), data);
  }

  public URI rpcUrl() {
    return URI.create(engine.rpcUrl());
  }

  public Wallet wallet(PrivateKey key) {
    return new Wallet(rpc, Signer.of(key), LIMIT);
  }

  /// Makes it the account's balance.
  public void give(Address account, TokenAmount balance) {
    String units = balance.baseUnits().toString(16);
    anvil.call("hardhat_setBalance", "[\"%s\",\"0x%s\"]".formatted(account, units));
  }

  /// Registers a new node of [#key] with the least stake; its tunnel key and endpoint are made up.
  public Call registration(PrivateKey nodeKey) {
    NodeId node = new NodeId(nodeKey.address());
    Bytes32 some = Keccak.hash(node.address().bytes());
    long deadline = network.genesis() + 1_000_000;
    Registration message =
        new Registration(new Account(key.address()), node, new TunnelKey(some), some, 0, deadline);
    return calls.register(
        node,
        new TunnelKey(some),
        some,
        deadline,
        TypedMessage.sign(message, network.domain(), nodeKey).signature(),
        STAKE.plus(STAKE));
  }

  public Receipt transact(Call call) {
    return transact(wallet, call);
  }

  public static Receipt transact(Wallet by, Call call) {
    return by.transact(call.to(), call.value().baseUnits(), call.data());
  }

  public void mine(int blocks) {
    engine.mine(blocks);
  }

  @Override
  public void close() {
    engine.close();
  }
}
