package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.evm.Anchor;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainNode;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Contracts;
import com.qubetics.dvpn.evm.Proposal;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.LogHistory;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// The contracts of one network at the user's own RPC endpoint, read at the newest block. Each
/// question throws [GatewayException] where the endpoint has no answer. Safe for many threads.
public final class Chain implements EpochFacts {
  private static final Bytes32 PRICE_CHANGED = Abi.topic("PriceChanged(uint256)");
  private static final Bytes32 ROLE_GRANTED = Abi.topic("RoleGranted(bytes32,address,address)");

  /// Blocks on top of the last one that is read, so that a node that is a little behind has it too.
  private static final int CONFIRMATIONS = 3;

  /// It has one node, and makes no blocks to wait for.
  private static final long LOCAL_CHAIN = 31_337;

  /// What the vault sells at once.
  private static final long MOST_GIB = 1L << 30;

  private final URI url;
  private final NetworkFacts network;
  private final Contracts contracts;
  private final JsonRpc rpc;
  private final ChainReader reader;

  private Chain(URI url, NetworkFacts network) {
    this.url = url;
    this.network = network;
    this.contracts =
        new Contracts(network.nodeRegistry(), network.epochLedger(), network.rewardsVault());
    this.rpc = new JsonRpc(url);
    this.reader = new RpcChainReader(contracts, rpc);
  }

  public static Chain at(URI rpc, NetworkFacts network) {
    return new Chain(rpc, network);
  }

  public URI rpc() {
    return url;
  }

  /// The id of the chain behind the endpoint; compare with [NetworkFacts#chainId].
  public long chainId() {
    return asked(rpc::chainId);
  }

  /// Empty if no such node key is registered.
  public Optional<ChainNode> node(NodeId node) {
    return asked(() -> reader.node(node));
  }

  @Override
  public Optional<Anchor> anchor(long epoch, Seal.Kind kind) {
    return asked(() -> reader.anchorOf(epoch, kind));
  }

  @Override
  public Optional<Proposal> proposalOfEpoch(long epoch) {
    OptionalLong id = asked(() -> reader.proposalOfEpoch(epoch));
    return id.isEmpty()
        ? Optional.empty()
        : asked(() -> reader.proposal(id.getAsLong()))
            .filter(proposal -> proposal.from() <= epoch && epoch <= proposal.to());
  }

  @Override
  public Duration proposalDelay() {
    byte[] call = Abi.call("delaySeconds()");
    return Duration.ofSeconds(
        asked(() -> rpc.view(contracts.rewardsVault(), call, words -> words.number(Integer.SIZE))));
  }

  /// By events, which nodes without old state have too, up to a block that is confirmed. The price
  /// after that block must be where they lead, and the grants of the vault's deployment among them:
  /// an endpoint that is behind has none of either.
  @Override
  public PriceHistory prices() {
    Long deployed = network.deployedAtBlock();
    return asked(() -> prices(deployed == null ? 0 : deployed));
  }

  private PriceHistory prices(long from) {
    LogHistory.Read read =
        new LogHistory(rpc, network.chainId() == LOCAL_CHAIN ? 0 : CONFIRMATIONS)
            .read(List.of(contracts.rewardsVault()), List.of(PRICE_CHANGED, ROLE_GRANTED), from);
    if (read.logs().stream().noneMatch(log -> isOf(ROLE_GRANTED, log))) {
      throw new GatewayException(
          "PRICE_EVENT_MISSING: rpc %s: it does not show the events of the vault's own deployment, so nothing is known of the others; use another endpoint"
              .formatted(url));
    }
    TokenAmount asked =
        rpc.view(
            contracts.rewardsVault(),
            Abi.call("pricePerGib()"),
            read.end().number(),
            words -> new TokenAmount(words.uint()));
    List<PriceHistory.Change> changes =
        read.logs().stream()
            .filter(log -> isOf(PRICE_CHANGED, log))
            .map(log -> new PriceHistory.Change(blockTime(log.block()), priceIn(log)))
            .toList();
    TokenAmount deployedWith = network.pricePerGib();
    TokenAmount first = deployedWith == null ? asked : deployedWith;
    TokenAmount last = changes.isEmpty() ? first : changes.getLast().pricePerGib();
    if (!last.equals(asked)) {
      throw new GatewayException(
          "PRICE_EVENT_MISSING: rpc %s: its events lead to %s per GiB, the vault asks %s; use another endpoint"
              .formatted(url, last, asked));
    }
    return new PriceHistory(first, changes);
  }

  private static boolean isOf(Bytes32 event, RawLog log) {
    return !log.topics().isEmpty() && log.topics().getFirst().equals(event);
  }

  private Instant blockTime(long block) {
    return reader
        .blockTime(block)
        .orElseThrow(() -> new ChainException("the endpoint lacks block " + block));
  }

  private static TokenAmount priceIn(RawLog log) {
    try {
      return new TokenAmount(new WordReader(WordReader.split(Hex.parse(log.data()))).uint());
    } catch (IllegalArgumentException e) {
      throw new ChainException("a change of the price with other members: " + log, e);
    }
  }

  public TokenAmount pricePerGib() {
    return asked(reader::pricePerGib);
  }

  @Override
  public Instant asOf() {
    return asked(() -> rpc.latestBlock().time());
  }

  @Override
  public Optional<Bytes32> blockHash(long number) {
    return asked(() -> reader.blockHash(number));
  }

  /// The transaction by which any wallet buys `gib` GiB for `account`.
  ///
  /// @throws ProblemException if the vault would not sell it
  public WalletCall buyPass(Account account, long gib) {
    if (gib < 1 || gib > MOST_GIB) {
      throw new ProblemException(
          ProblemCode.PASS_SIZE, "%s GiB (expected: 1 to %s)".formatted(gib, MOST_GIB));
    }
    TokenAmount price = pricePerGib();
    if (price.equals(TokenAmount.ZERO)) {
      throw new ProblemException(
          ProblemCode.NOT_FOR_SALE, "the network sells no passes: its price is 0");
    }
    Call call =
        new Calls(contracts).buyPass(account, Math.multiplyExact(gib, 1024), price.times(gib));
    return new WalletCall(call.to(), call.value(), call.dataHex(), network.chainId());
  }

  private <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (ChainException e) {
      throw new GatewayException("%s (rpc %s)".formatted(e.getMessage(), url), e);
    }
  }
}
