package com.qubetics.dvpn.chain.contract;

import com.qubetics.dvpn.chain.Anchor;
import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.ChainEvent.Anchored;
import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.ChainNode;
import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.Proposal;
import com.qubetics.dvpn.chain.ProposalState;
import com.qubetics.dvpn.chain.abi.Abi;
import com.qubetics.dvpn.chain.abi.Words;
import com.qubetics.dvpn.chain.rpc.Block;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AnchorContents;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// The chain's views over JSON-RPC. For any number of threads.
public final class RpcChainReader implements ChainReader {
  private final Network network;
  private final ContractEvents events;
  private final JsonRpc rpc;

  public RpcChainReader(Network network, JsonRpc rpc) {
    this.network = network;
    this.events = new ContractEvents(network);
    this.rpc = rpc;
  }

  @Override
  public Optional<ChainNode> node(NodeId node) {
    return registry(RpcChainReader::readNode, "node(address)", node.address());
  }

  private static Optional<ChainNode> readNode(Words words) {
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
    return registry(Words::bool, "eligible(address)", node.address());
  }

  @Override
  public long nonce(NodeId node) {
    return registry(Words::number, "nonces(address)", node.address());
  }

  @Override
  public boolean tunnelKeyValid(NodeId node, TunnelKey tunnelKey) {
    return registry(
        Words::bool, "tunnelKeyValid(address,bytes32)", node.address(), tunnelKey.value());
  }

  /// Storage names the version, its block and a commitment; the rest is that block's event.
  @Override
  public Optional<Anchor> anchorOf(long epoch, AnchorKind kind) {
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
    AnchorContents contents =
        rpc.logs(List.of(network.epochLedger()), block, block).stream()
            .flatMap(log -> anchored(log, BigInteger.valueOf(epoch), kind).stream())
            .filter(it -> it.commitment().equals(stored.commitment()))
            .findFirst()
            .orElseThrow(
                () ->
                    new ChainException(
                        "ANCHOR_EVENT_MISSING: block %d has no event of epoch %d that storage commits to; ask another RPC endpoint"
                            .formatted(block, epoch)));
    return Optional.of(
        new Anchor(
            contents.root(),
            contents.leaves(),
            contents.total(),
            contents.dataHash(),
            stored.version(),
            block));
  }

  /// What storage keeps of an anchor.
  private record Stored(int version, long block, Bytes32 commitment) {}

  /// What a log says was anchored; empty if it is not of this epoch and kind.
  private Optional<AnchorContents> anchored(RawLog log, BigInteger epoch, AnchorKind kind) {
    try {
      return events
          .read(log)
          .filter(Anchored.class::isInstance)
          .map(Anchored.class::cast)
          .filter(event -> event.epoch().equals(epoch) && event.kind() == kind)
          .map(
              it ->
                  new AnchorContents(
                      it.root(), it.leaves().longValueExact(), it.total(), it.dataHash()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Not what storage commits to, then.
      return Optional.empty();
    }
  }

  @Override
  public long settledEpochs() {
    return ledger(Words::number, "settledEpochs()");
  }

  @Override
  public Optional<Proposal> proposal(long id) {
    return Optional.of(vault(RpcChainReader::readProposal, "proposal(uint256)", id))
        .filter(found -> found.state() != ProposalState.NONE);
  }

  private static Proposal readProposal(Words words) {
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
    long id = vault(Words::number, "proposalOfEpoch(uint64)", epoch);
    return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
  }

  @Override
  public long nextEpoch() {
    return vault(Words::number, "nextEpoch()");
  }

  @Override
  public long nextFinalEpoch() {
    return vault(Words::number, "nextFinalEpoch()");
  }

  @Override
  public TokenAmount claimed(long period, Account account) {
    return vault(RpcChainReader::amount, "claimed(uint64,address)", period, account.address());
  }

  @Override
  public TokenAmount totalOf(long period) {
    return vault(RpcChainReader::amount, "totalOf(uint64)", period);
  }

  @Override
  public Bytes32 rootOf(long period) {
    return vault(Words::bytes32, "rootOf(uint64)", period);
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

  private static TokenAmount amount(Words words) {
    return new TokenAmount(words.uint());
  }

  private <T> T registry(Function<Words, T> reader, String function, Object... arguments) {
    return rpc.view(network.nodeRegistry(), Abi.call(function, arguments), reader);
  }

  private <T> T ledger(Function<Words, T> reader, String function, Object... arguments) {
    return rpc.view(network.epochLedger(), Abi.call(function, arguments), reader);
  }

  private <T> T vault(Function<Words, T> reader, String function, Object... arguments) {
    return rpc.view(network.rewardsVault(), Abi.call(function, arguments), reader);
  }
}
