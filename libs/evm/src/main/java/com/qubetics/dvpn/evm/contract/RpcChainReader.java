package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.evm.Anchor;
import com.qubetics.dvpn.evm.ChainEvent.Anchored;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Contracts;
import com.qubetics.dvpn.evm.Proposal;
import com.qubetics.dvpn.evm.ProposalState;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// The chain's views over JSON-RPC. For any number of threads.
public final class RpcChainReader implements ChainReader {
  private final Contracts contracts;
  private final JsonRpc rpc;

  public RpcChainReader(Contracts contracts, JsonRpc rpc) {
    this.contracts = contracts;
    this.rpc = rpc;
  }

  @Override
  public Optional<ChainNode> node(NodeId node) {
    return registry(RpcChainReader::readNode, "node(address)", node);
  }

  private static Optional<ChainNode> readNode(WordReader words) {
    Address provider = words.address();
    Bytes32 tunnelKey = words.bytes32();
    if (tunnelKey.equals(Bytes32.ZERO)) {
      return Optional.empty();
    }
    return Optional.of(
        new ChainNode(
            new Account(provider),
            new TunnelKey(tunnelKey),
            words.bytes32(),
            new TokenAmount(words.uint()),
            new TokenAmount(words.uint()),
            words.instant(),
            words.instant(),
            Optional.of(words.instant()).filter(at -> !at.equals(Instant.EPOCH)),
            words.bool()));
  }

  @Override
  public boolean eligible(NodeId node) {
    return registry(WordReader::bool, "eligible(address)", node);
  }

  @Override
  public long nonce(NodeId node) {
    return registry(WordReader::number, "nonces(address)", node);
  }

  @Override
  public boolean tunnelKeyValid(NodeId node, TunnelKey tunnelKey) {
    return registry(WordReader::bool, "tunnelKeyValid(address,bytes32)", node, tunnelKey);
  }

  /// Storage names the version, its block and a commitment; the rest is that block's event.
  @Override
  public Optional<Anchor> anchorOf(long epoch, Seal.Kind kind) {
    Stored stored =
        ledger(
            words -> new Stored((int) words.number(Short.SIZE), words.number(), words.bytes32()),
            "anchorOf(uint64,uint8)",
            epoch,
            kind.number());
    long block = stored.block();
    if (stored.version() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        rpc.logs(List.of(contracts.epochLedger()), block, block).stream()
            .flatMap(log -> anchored(log).stream())
            .filter(
                seal ->
                    seal.epoch() == epoch
                        && seal.kind() == kind
                        && seal.version() == stored.version()
                        && seal.commitment().equals(stored.commitment()))
            .findFirst()
            .map(seal -> new Anchor(seal, block))
            .orElseThrow(
                () ->
                    new ChainException(
                        "ANCHOR_EVENT_MISSING: block %s has no event of epoch %s that storage commits to; ask another RPC endpoint"
                            .formatted(block, epoch))));
  }

  /// What storage keeps of an anchor.
  private record Stored(int version, long block, Bytes32 commitment) {}

  /// What a log says was anchored; empty if it says nothing of the kind.
  private Optional<Seal> anchored(RawLog log) {
    try {
      return new ContractEvents(contracts)
          .read(log)
          .filter(Anchored.class::isInstance)
          .map(event -> ((Anchored) event).seal());
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Not what storage commits to, then.
      return Optional.empty();
    }
  }

  @Override
  public long settledEpochs() {
    return ledger(WordReader::number, "settledEpochs()");
  }

  @Override
  public Optional<Proposal> proposal(long id) {
    return Optional.of(vault(RpcChainReader::readProposal, "proposal(uint256)", id))
        .filter(found -> found.state() != ProposalState.NONE);
  }

  private static Proposal readProposal(WordReader words) {
    return new Proposal(
        words.number(),
        words.number(),
        words.instant(),
        ProposalState.values()[(int) words.number(Byte.SIZE)],
        new TokenAmount(words.uint()),
        new TokenAmount(words.uint()),
        words.bytes32(),
        words.bytes32(),
        words.bytes32(),
        words.bytes32());
  }

  @Override
  public OptionalLong proposalOfEpoch(long epoch) {
    long id = vault(WordReader::number, "proposalOfEpoch(uint64)", epoch);
    return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
  }

  @Override
  public long nextEpoch() {
    return vault(WordReader::number, "nextEpoch()");
  }

  @Override
  public long nextFinalEpoch() {
    return vault(WordReader::number, "nextFinalEpoch()");
  }

  @Override
  public TokenAmount claimed(long period, Account account) {
    return vault(RpcChainReader::amount, "claimed(uint64,address)", period, account);
  }

  @Override
  public TokenAmount totalOf(long period) {
    return vault(RpcChainReader::amount, "totalOf(uint64)", period);
  }

  @Override
  public Bytes32 rootOf(long period) {
    return vault(WordReader::bytes32, "rootOf(uint64)", period);
  }

  @Override
  public TokenAmount pricePerGib() {
    return vault(RpcChainReader::amount, "pricePerGib()");
  }

  @Override
  public TokenAmount priceOf(long mebibytes) {
    return vault(RpcChainReader::amount, "priceOf(uint64)", mebibytes);
  }

  @Override
  public TokenAmount capPerEpoch() {
    return vault(RpcChainReader::amount, "capPerEpoch()");
  }

  @Override
  public TokenAmount funded() {
    return vault(RpcChainReader::amount, "funded()");
  }

  @Override
  public TokenAmount committed() {
    return vault(RpcChainReader::amount, "committed()");
  }

  @Override
  public TokenAmount balance(Account account) {
    return new TokenAmount(rpc.balance(account.address()));
  }

  @Override
  public long headBlock() {
    return rpc.blockNumber();
  }

  @Override
  public Optional<Bytes32> blockHash(long block) {
    return rpc.block(block).map(Block::hash);
  }

  @Override
  public Optional<Instant> blockTime(long block) {
    return rpc.block(block).map(Block::time);
  }

  private static TokenAmount amount(WordReader words) {
    return new TokenAmount(words.uint());
  }

  private <T> T registry(Function<WordReader, T> reader, String function, Object... arguments) {
    return rpc.view(contracts.nodeRegistry(), Abi.call(function, arguments), reader);
  }

  private <T> T ledger(Function<WordReader, T> reader, String function, Object... arguments) {
    return rpc.view(contracts.epochLedger(), Abi.call(function, arguments), reader);
  }

  private <T> T vault(Function<WordReader, T> reader, String function, Object... arguments) {
    return rpc.view(contracts.rewardsVault(), Abi.call(function, arguments), reader);
  }
}
