package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.client.chain.RpcAnswer.RefusedByRpc;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.Json;
import com.qubetics.dvpn.client.gateway.NetworkFacts;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.gateway.WholeAnswer;
import com.qubetics.dvpn.protocol.crypto.CertificateTime;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AnchorContents;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The contracts of one network, read at the newest block. Safe for many threads.
public final class Chain implements EpochFacts, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long MAX_ANSWER_BYTES = 4L << 20;
  private static final String ANCHORED =
      "Anchored(uint64,uint8,uint32,bytes32,uint64,uint256,bytes32)";

  /// The last second of the year 9999.
  private static final long LATEST = 253_402_300_799L;

  /// What the vault sells at once.
  private static final long MOST_GIB = 1L << 30;

  /// Version, root, leaves, total and data hash; epoch and kind are topics.
  private static final int ANCHORED_WORDS = 5;

  private final URI rpc;
  private final NetworkFacts network;
  private final HttpClient http;

  /// Blocks whose events the endpoint gives at once: halved where it refuses.
  private volatile long span = Long.MAX_VALUE;

  private Chain(URI rpc, NetworkFacts network, HttpClient http) {
    this.rpc = rpc;
    this.network = network;
    this.http = http;
  }

  public static Chain at(URI rpc, NetworkFacts network) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    return new Chain(rpc, network, http);
  }

  public URI rpc() {
    return rpc;
  }

  /// The id of the chain behind the endpoint; compare with [NetworkFacts#chainId].
  public long chainId() {
    return request("eth_chainId", List.of()).number(Long.MAX_VALUE);
  }

  /// Empty if no such node key is registered.
  public Optional<NodeOnChain> node(NodeId node) {
    return call(
        network.nodeRegistry(),
        Abi.call("node(address)").with(node.address()),
        9,
        answer ->
            answer.address(0).equals(Address.of(new byte[Address.LENGTH]))
                ? Optional.empty()
                : Optional.of(
                    new NodeOnChain(
                        new Account(answer.address(0)),
                        answer.bytes32(1),
                        answer.bytes32(2),
                        answer.bool(8))));
  }

  /// Storage names the version, its block and a commitment; the rest is that block's event.
  @Override
  public Optional<Anchor> anchor(long epoch, Anchor.Kind kind) {
    Stored stored =
        call(
            network.epochLedger(),
            Abi.call("anchorOf(uint64,uint8)").with(epoch).with(kind.ordinal()),
            3,
            answer -> new Stored(answer.uint64(0), answer.uint64(1), answer.bytes32(2)));
    long block = stored.block();
    if (stored.version() == 0) {
      return Optional.empty();
    }
    AnchorContents contents =
        anchored(epoch, kind, block).stream()
            .filter(it -> it.commitment().equals(stored.commitment()))
            .findFirst()
            .orElseThrow(
                () ->
                    new GatewayException(
                        "ANCHOR_EVENT_MISSING: rpc %s: block %d has no event of epoch %d that the contract commits to; use another endpoint"
                            .formatted(rpc, block, epoch)));
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
  private record Stored(long version, long block, Bytes32 commitment) {}

  /// What the endpoint says was anchored in a block.
  private List<AnchorContents> anchored(long epoch, Anchor.Kind kind, long block) {
    Map<String, Object> filter =
        Map.of(
            "address",
            network.epochLedger().toString(),
            "fromBlock",
            quantity(block),
            "toBlock",
            quantity(block),
            "topics",
            List.of(Abi.topic(ANCHORED), Abi.word(epoch), Abi.word(kind.ordinal())));
    return request("eth_getLogs", List.of(filter)).list().stream()
        .map(log -> log.member("data").data())
        .filter(data -> data.length == ANCHORED_WORDS * Bytes32.LENGTH)
        .map(Abi.Answer::new)
        .filter(it -> it.uint(2).bitLength() < Long.SIZE)
        .map(it -> new AnchorContents(it.bytes32(1), it.uint64(2), it.uint(3), it.bytes32(4)))
        .toList();
  }

  @Override
  public Optional<Proposal> proposalOfEpoch(long epoch) {
    Abi idOf = Abi.call("proposalOfEpoch(uint64)").with(epoch);
    BigInteger id = call(network.rewardsVault(), idOf, 1, answer -> answer.uint(0));
    long delay =
        call(network.rewardsVault(), Abi.call("delaySeconds()"), 1, answer -> answer.uint64(0));
    Proposal proposal =
        call(
            network.rewardsVault(),
            Abi.call("proposal(uint256)").with(id),
            10,
            answer -> proposal(answer, delay));
    boolean covers = proposal.from() <= epoch && epoch <= proposal.to();
    return proposal.state() == Proposal.State.NONE || !covers
        ? Optional.empty()
        : Optional.of(proposal);
  }

  private static Proposal proposal(Abi.Answer answer, long delaySeconds) {
    return new Proposal(
        answer.uint64(0),
        answer.uint64(1),
        answer.bytes32(6),
        answer.amount(4),
        answer.bytes32(7),
        answer.bytes32(8),
        answer.bytes32(9),
        Instant.ofEpochSecond(Math.subtractExact(answer.uint64(2), delaySeconds)),
        Proposal.State.values()[Math.toIntExact(answer.uint64(3))]);
  }

  /// By events, which nodes without old state have too. The price of today must be where they lead.
  @Override
  public PriceHistory prices() {
    TokenAmount now = pricePerGib();
    long head = request("eth_blockNumber", List.of()).number(Long.MAX_VALUE);
    Long deployed = network.deployedAtBlock();
    List<PriceHistory.Change> changes = priceChanges(deployed == null ? 0 : deployed, head);
    TokenAmount deployedWith = network.pricePerGib();
    TokenAmount first = deployedWith == null ? now : deployedWith;
    TokenAmount last = changes.isEmpty() ? first : changes.getLast().pricePerGib();
    if (!last.equals(now)) {
      throw new GatewayException(
          "PRICE_EVENT_MISSING: rpc %s: its events lead to %s per GiB, the vault asks %s; use another endpoint"
              .formatted(rpc, last, now));
    }
    return new PriceHistory(first, changes);
  }

  /// Asks for half of the blocks at a time where the endpoint finds them too many.
  private List<PriceHistory.Change> priceChanges(long from, long to) {
    List<PriceHistory.Change> changes = new ArrayList<>();
    long next = from;
    while (next <= to) {
      long size = Math.min(span, to - next + 1);
      try {
        changes.addAll(priceChangesAtOnce(next, next + size - 1));
        next += size;
      } catch (RefusedByRpc refused) {
        if (size == 1) {
          throw refused;
        }
        span = size / 2;
      }
    }
    return changes;
  }

  private List<PriceHistory.Change> priceChangesAtOnce(long from, long to) {
    Map<String, Object> filter =
        Map.of(
            "address",
            network.rewardsVault().toString(),
            "fromBlock",
            quantity(from),
            "toBlock",
            quantity(to),
            "topics",
            List.of(Abi.topic("PriceChanged(uint256)")));
    List<PriceHistory.Change> changes = new ArrayList<>();
    for (RpcAnswer log : request("eth_getLogs", List.of(filter)).list()) {
      changes.add(
          new PriceHistory.Change(
              blockTime(log.member("blockNumber").number(Long.MAX_VALUE)),
              new TokenAmount(new BigInteger(1, log.member("data").hash().bytes()))));
    }
    return changes;
  }

  private Instant blockTime(long number) {
    RpcAnswer block = request("eth_getBlockByNumber", List.of(quantity(number), false));
    return Instant.ofEpochSecond(block.member("timestamp").number(LATEST));
  }

  public TokenAmount pricePerGib() {
    return call(network.rewardsVault(), Abi.call("pricePerGib()"), 1, answer -> answer.amount(0));
  }

  public TokenAmount balance(Account account) {
    return new TokenAmount(
        request("eth_getBalance", List.of(account.toString(), "latest")).quantity());
  }

  @Override
  public Optional<Bytes32> blockHash(long number) {
    RpcAnswer block = request("eth_getBlockByNumber", List.of(quantity(number), false));
    return block.isNull() ? Optional.empty() : Optional.of(block.member("hash").hash());
  }

  /// The transaction by which any wallet buys `gib` GiB for `account`.
  ///
  /// @throws ProblemException if the vault would not sell it
  public UnsignedTransaction buyPass(Account account, long gib) {
    if (gib < 1 || gib > MOST_GIB) {
      throw new ProblemException(
          0, "PASS_SIZE", "%d GiB (expected: 1 to %d)".formatted(gib, MOST_GIB));
    }
    TokenAmount price = pricePerGib();
    if (price.equals(TokenAmount.ZERO)) {
      throw new ProblemException(0, "NOT_FOR_SALE", "the network sells no passes: its price is 0");
    }
    String data =
        Abi.call("buyPass(address,uint64)")
            .with(account.address())
            .with(Math.multiplyExact(gib, 1024))
            .toString();
    return new UnsignedTransaction(
        network.rewardsVault(), price.times(gib), data, network.chainId());
  }

  /// Calls a view and reads its words.
  ///
  /// @param words how many it answers at least
  private <T> T call(Address to, Abi data, int words, Function<Abi.Answer, T> reader) {
    RpcAnswer result =
        request(
            "eth_call", List.of(Map.of("to", to.toString(), "data", data.toString()), "latest"));
    byte[] bytes = result.data();
    if (bytes.length < words * Bytes32.LENGTH || bytes.length % Bytes32.LENGTH != 0) {
      throw result.wrong("%d words of contract %s".formatted(words, to));
    }
    try {
      return reader.apply(new Abi.Answer(bytes));
    } catch (IllegalArgumentException
        | ArithmeticException
        | DateTimeException
        | IndexOutOfBoundsException e) {
      throw result.wrong("what contract %s answers: %s".formatted(to, e.getMessage()));
    }
  }

  private static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }

  record Request(String jsonrpc, int id, String method, List<?> params) {}

  private RpcAnswer request(String method, List<?> params) {
    HttpRequest request =
        HttpRequest.newBuilder(rpc)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    Json.MAPPER.writeValueAsBytes(new Request("2.0", 1, method, params))))
            .build();
    try {
      HttpResponse<byte[]> answer =
          WholeAnswer.to(request, http, TIMEOUT.multipliedBy(2), MAX_ANSWER_BYTES);
      return RpcAnswer.of(rpc, method, answer.statusCode(), answer.body());
    } catch (IOException e) {
      String fault = CertificateTime.fault(e).map(time -> ": " + time).orElse("");
      throw new GatewayException("rpc %s: no answer to %s%s".formatted(rpc, method, fault), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException("rpc %s: interrupted".formatted(rpc), e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
