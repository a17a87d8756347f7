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
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AnchorContents;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
    Words words = registry("node(address)", node.address());
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
    return registry("eligible(address)", node.address()).bool();
  }

  @Override
  public long nonce(NodeId node) {
    return registry("nonces(address)", node.address()).number();
  }

  @Override
  public boolean tunnelKeyValid(NodeId node, TunnelKey tunnelKey) {
    return registry("tunnelKeyValid(address,bytes32)", node.address(), tunnelKey.value()).bool();
  }

  /// Storage names the version, its block and a commitment; the rest is that block's event.
  @Override
  public Optional<Anchor> anchorOf(long epoch, AnchorKind kind) {
    Words words = ledger("anchorOf(uint64,uint8)", epoch, kind.number());
    int version = (int) words.number();
    long block = words.number();
    Bytes32 commitment = words.bytes32();
    if (version == 0) {
      return Optional.empty();
    }
    AnchorContents contents =
        rpc.logs(List.of(network.epochLedger()), block, block).stream()
            .flatMap(log -> events.read(log).stream())
            .filter(Anchored.class::isInstance)
            .map(Anchored.class::cast)
            .filter(event -> event.epoch() == epoch && event.kind() == kind)
            .map(it -> new AnchorContents(it.root(), it.leaves(), it.total(), it.dataHash()))
            .filter(it -> it.commitment().equals(commitment))
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
            version,
            block));
  }

  @Override
  public long settledEpochs() {
    return ledger("settledEpochs()").number();
  }

  @Override
  public Optional<Proposal> proposal(long id) {
    Words words = vault("proposal(uint256)", id);
    Proposal proposal =
        new Proposal(
            words.number(),
            words.number(),
            words.instant(),
            ProposalState.values()[(int) words.number()],
            new TokenAmount(words.uint()),
            new TokenAmount(words.uint()),
            words.bytes32(),
            words.bytes32(),
            words.bytes32(),
            words.bytes32());
    return Optional.of(proposal).filter(found -> found.state() != ProposalState.NONE);
  }

  @Override
  public OptionalLong proposalOfEpoch(long epoch) {
    long id = vault("proposalOfEpoch(uint64)", epoch).number();
    return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
  }

  @Override
  public long nextEpoch() {
    return vault("nextEpoch()").number();
  }

  @Override
  public long nextFinalEpoch() {
    return vault("nextFinalEpoch()").number();
  }

  @Override
  public TokenAmount claimed(long period, Account account) {
    return new TokenAmount(vault("claimed(uint64,address)", period, account.address()).uint());
  }

  @Override
  public TokenAmount totalOf(long period) {
    return new TokenAmount(vault("totalOf(uint64)", period).uint());
  }

  @Override
  public Bytes32 rootOf(long period) {
    return vault("rootOf(uint64)", period).bytes32();
  }

  @Override
  public TokenAmount pricePerGib() {
    return new TokenAmount(vault("pricePerGib()").uint());
  }

  @Override
  public TokenAmount priceOf(long mebibytes) {
    return new TokenAmount(vault("priceOf(uint64)", mebibytes).uint());
  }

  @Override
  public TokenAmount capPerEpoch() {
    return new TokenAmount(vault("capPerEpoch()").uint());
  }

  @Override
  public TokenAmount funded() {
    return new TokenAmount(vault("funded()").uint());
  }

  @Override
  public TokenAmount committed() {
    return new TokenAmount(vault("committed()").uint());
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

  private Words registry(String function, Object... arguments) {
    return view(network.nodeRegistry(), function, arguments);
  }

  private Words ledger(String function, Object... arguments) {
    return view(network.epochLedger(), function, arguments);
  }

  private Words vault(String function, Object... arguments) {
    return view(network.rewardsVault(), function, arguments);
  }

  private Words view(Address contract, String function, Object... arguments) {
    return new Words(Words.split(rpc.view(contract, Abi.call(function, arguments))));
  }
}
