package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.Json;
import com.qubetics.dvpn.client.gateway.NetworkFacts;
import com.qubetics.dvpn.client.gateway.WholeAnswer;
import com.qubetics.dvpn.protocol.crypto.CertificateTime;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AnchorContents;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The contracts of one network, read at the newest block. Safe for many threads.
public final class Chain implements EpochFacts, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long MAX_ANSWER_BYTES = 4L << 20;
  private static final String ANCHORED =
      "Anchored(uint64,uint8,uint32,bytes32,uint64,uint256,bytes32)";

  /// An endpoint that refuses the events of so few blocks is of no use.
  private static final long SMALLEST_RANGE = 500;

  /// Version, root, leaves, total and data hash; epoch and kind are topics.
  private static final int ANCHORED_WORDS = 5;

  private final URI rpc;
  private final NetworkFacts network;
  private final HttpClient http;

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
    return quantity(request("eth_chainId", List.of()).asString()).longValueExact();
  }

  /// Empty if no such node key is registered.
  public Optional<NodeOnChain> node(NodeId node) {
    Abi.Answer answer =
        call(network.nodeRegistry(), Abi.call("node(address)").with(node.address()), 9);
    Account provider = new Account(answer.address(0));
    if (provider.address().equals(Address.of(new byte[Address.LENGTH]))) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeOnChain(provider, answer.bytes32(1), answer.bytes32(2), answer.bool(8)));
  }

  /// Storage names the version, its block and a commitment; the rest is that block's event.
  @Override
  public Optional<Anchor> anchor(long epoch, Anchor.Kind kind) {
    Abi.Answer answer =
        call(
            network.epochLedger(),
            Abi.call("anchorOf(uint64,uint8)").with(epoch).with(kind.ordinal()),
            3);
    long version = answer.uint64(0);
    long block = answer.uint64(1);
    if (version == 0) {
      return Optional.empty();
    }
    AnchorContents contents =
        anchored(epoch, kind, block).stream()
            .filter(it -> it.commitment().equals(answer.bytes32(2)))
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
            version,
            block));
  }

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
    return request("eth_getLogs", List.of(filter))
        .valueStream()
        .map(log -> new Abi.Answer(Hex.parse(log.path("data").asString())))
        .filter(words -> words.count() == ANCHORED_WORDS)
        .map(it -> new AnchorContents(it.bytes32(1), it.uint64(2), it.uint(3), it.bytes32(4)))
        .toList();
  }

  @Override
  public Optional<Proposal> proposalOfEpoch(long epoch) {
    BigInteger id =
        call(network.rewardsVault(), Abi.call("proposalOfEpoch(uint64)").with(epoch), 1).uint(0);
    Abi.Answer answer = call(network.rewardsVault(), Abi.call("proposal(uint256)").with(id), 10);
    Proposal.State state = Proposal.State.values()[Math.toIntExact(answer.uint64(3))];
    Proposal proposal =
        new Proposal(
            answer.uint64(0),
            answer.uint64(1),
            answer.bytes32(6),
            answer.amount(4),
            answer.bytes32(7),
            answer.bytes32(8),
            answer.bytes32(9),
            Instant.ofEpochSecond(answer.uint64(2) - vaultDelaySeconds()),
            state);
    boolean covers = proposal.from() <= epoch && epoch <= proposal.to();
    return state == Proposal.State.NONE || !covers ? Optional.empty() : Optional.of(proposal);
  }

  private long vaultDelaySeconds() {
    return call(network.rewardsVault(), Abi.call("delaySeconds()"), 1).uint64(0);
  }

  /// By events, which nodes without old state have too. The price of today must be where they lead.
  @Override
  public PriceHistory prices() {
    TokenAmount now = pricePerGib();
    long head = quantity(request("eth_blockNumber", List.of()).asString()).longValueExact();
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
    JsonNode logs;
    try {
      logs = request("eth_getLogs", List.of(filter));
    } catch (RefusedByRpc refused) {
      if (to - from < SMALLEST_RANGE) {
        throw refused;
      }
      long middle = from + (to - from) / 2;
      return Stream.concat(
              priceChanges(from, middle).stream(), priceChanges(middle + 1, to).stream())
          .toList();
    }
    return logs.valueStream()
        .map(
            log ->
                new PriceHistory.Change(
                    blockTime(log.path("blockNumber").asString()),
                    new Abi.Answer(Hex.parse(log.path("data").asString())).amount(0)))
        .toList();
  }

  private Instant blockTime(String number) {
    JsonNode block = request("eth_getBlockByNumber", List.of(number, false));
    return Instant.ofEpochSecond(quantity(block.path("timestamp").asString()).longValueExact());
  }

  public TokenAmount pricePerGib() {
    return call(network.rewardsVault(), Abi.call("pricePerGib()"), 1).amount(0);
  }

  public TokenAmount balance(Account account) {
    return new TokenAmount(
        quantity(request("eth_getBalance", List.of(account.toString(), "latest")).asString()));
  }

  @Override
  public Optional<Bytes32> blockHash(long number) {
    JsonNode block = request("eth_getBlockByNumber", List.of(quantity(number), false));
    return block.isNull()
        ? Optional.empty()
        : Optional.of(Bytes32.parse(block.get("hash").asString()));
  }

  /// The transaction by which any wallet buys `gib` GiB for `account`.
  public UnsignedTransaction buyPass(Account account, long gib) {
    String data =
        Abi.call("buyPass(address,uint64)")
            .with(account.address())
            .with(Math.multiplyExact(gib, 1024))
            .toString();
    return new UnsignedTransaction(
        network.rewardsVault(), pricePerGib().times(gib), data, network.chainId());
  }

  private Abi.Answer call(Address to, Abi data, int words) {
    JsonNode result =
        request(
            "eth_call", List.of(Map.of("to", to.toString(), "data", data.toString()), "latest"));
    Abi.Answer answer = new Abi.Answer(Hex.parse(result.asString()));
    if (answer.count() < words) {
      throw new GatewayException(
          "rpc %s: contract %s does not answer as this network's should".formatted(rpc, to));
    }
    return answer;
  }

  private static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static BigInteger quantity(String text) {
    return new BigInteger(text.substring(2), 16);
  }

  /// The endpoint answered, but with an error.
  private static final class RefusedByRpc extends GatewayException {
    RefusedByRpc(String message) {
      super(message);
    }
  }

  record Request(String jsonrpc, int id, String method, List<?> params) {}

  record Answer(@Nullable JsonNode result, @Nullable JsonNode error) {}

  private JsonNode request(String method, List<?> params) {
    HttpRequest request =
        HttpRequest.newBuilder(rpc)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    Json.MAPPER.writeValueAsBytes(new Request("2.0", 1, method, params))))
            .build();
    try {
      byte[] body = WholeAnswer.to(request, http, TIMEOUT.multipliedBy(2), MAX_ANSWER_BYTES).body();
      Answer answer = Json.MAPPER.readValue(body, Answer.class);
      if (answer.result() == null) {
        throw new RefusedByRpc("rpc %s: %s refused: %s".formatted(rpc, method, answer.error()));
      }
      return answer.result();
    } catch (IOException | JacksonException e) {
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
