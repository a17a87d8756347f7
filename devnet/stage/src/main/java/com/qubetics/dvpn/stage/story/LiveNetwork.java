package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.chain.WalletCall;
import com.qubetics.dvpn.epoch.NodePay;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Contracts;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.network.AdminTool;
import com.qubetics.dvpn.stage.network.Api;
import com.qubetics.dvpn.stage.network.Keys;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.NetworkStatus;
import com.qubetics.dvpn.stage.network.NodeHost;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.Host;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.reward.PublicEpoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The running network, as the story's people see it.
final class LiveNetwork {

  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

  private final Layout layout;
  private final Api api;
  private final JsonRpc rpc;
  private final Keys keys;
  private final Set<String> killed = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> programs;

  LiveNetwork(Layout layout) {
    this.layout = layout;
    this.api = new Api(gateway(), layout.authority());
    this.rpc = new JsonRpc(URI.create(rpcUrl()));
    this.keys = new Keys(layout);
    this.programs = startedPrograms();
  }

  Layout layout() {
    return layout;
  }

  Api api() {
    return api;
  }

  JsonRpc rpc() {
    return rpc;
  }

  static String rpcUrl() {
    return "http://" + Host.CONTROL.address() + ":" + Layout.RPC_PORT;
  }

  static String gateway() {
    return "https://" + Host.CONTROL.address() + ":" + Layout.GATEWAY_PORT;
  }

  /// As the deployment wrote them down.
  NetworkFacts facts() {
    return read(layout.networkFile(), NetworkFacts.class);
  }

  /// As the gateway says them.
  NetworkFacts published() {
    return api.get("/api/v1/network", NetworkFacts.class);
  }

  NetworkStatus.Network status() {
    return read(layout.statusFile(), NetworkStatus.Network.class);
  }

  private static <T> T read(Path file, Class<T> type) {
    return JsonMapper.shared().readValue(file.toFile(), type);
  }

  Account account(String key) {
    return new Account(keys.key(key).address());
  }

  List<StoryNode> nodes() {
    return NodeHost.ALL.stream().map(this::node).toList();
  }

  List<Account> providers() {
    return nodes().stream().map(StoryNode::provider).distinct().toList();
  }

  private StoryNode node(NodeHost host) {
    JsonNode registration = read(layout.registration(host.name()), JsonNode.class);
    NodeId id = NodeId.parse(registration.get("node").asString());
    return new StoryNode(host, id, account(host.provider()));
  }

  StoryNode node(NodeId id) {
    return nodes().stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  private ProcessHandle agent(StoryNode node) {
    return Optional.ofNullable(programs.get(node.name()))
        .flatMap(ProcessHandle::of)
        .orElseThrow(() -> new StageException("the agent of " + node.name() + " has ended"));
  }

  /// Ends the agent of a node at once, and for good.
  void kill(StoryNode node) {
    killed.add(node.name());
    try {
      Files.writeString(layout.stopMark(node.name()), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    agent(node).destroyForcibly();
  }

  /// Names of the programs that have ended, but for those that were killed here.
  List<String> ended() {
    return programs.entrySet().stream()
        .filter(program -> !killed.contains(program.getKey()))
        .filter(program -> ProcessHandle.of(program.getValue()).isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<String, Long> startedPrograms() {
    Map<String, Long> all = new TreeMap<>();
    status().processes().forEach(program -> all.put(program.name(), program.pid()));
    return all;
  }

  /// Whether a WireGuard interface is there on the node's host.
  boolean hasTunnel(StoryNode node) {
    return on(node.host().host(), List.of("ip", "link", "show", node.host().interfaceName()))
        .worked();
  }

  Commands.Answer on(Host host, List<String> command) {
    return Commands.ask(COMMAND_LIMIT, Map.of(), host.running(command), "");
  }

  /// The epoch that is running.
  long epoch() {
    return facts().schedule().epochAt(Instant.now());
  }

  /// Seconds until an epoch is over; 0 if it is.
  long secondsLeft(long epoch) {
    Instant end = facts().schedule().endOfEpoch(epoch);
    return Math.max(0, Duration.between(Instant.now(), end).toSeconds());
  }

  /// Sends a transaction by a user's wallet, and waits until it is in a block.
  void transact(User user, WalletCall transaction) {
    new AdminTool(layout, false)
        .transact(
            rpcUrl(),
            user.name(),
            transaction.to().toString(),
            transaction.value().toString(),
            transaction.data());
  }

  /// What the contracts say.
  ChainReader contracts() {
    NetworkFacts facts = facts();
    return new RpcChainReader(
        new Contracts(facts.nodeRegistry(), facts.epochLedger(), facts.rewardsVault()), rpc);
  }

  /// The state of an epoch; empty without an answer.
  Optional<String> stateOf(long epoch) {
    return api.find("/api/v1/epochs/" + epoch, PublicEpoch.class)
        .map(answer -> answer.state().name());
  }

  /// A published file of an epoch.
  ///
  /// @param name `sessions`, `performance` or `rewards`
  String file(long epoch, String name) {
    return api.file("/api/v1/epochs/" + epoch + "/" + name);
  }

  /// What a node earned for its provider in an epoch, by the published workings.
  TokenAmount earned(long epoch, StoryNode node) {
    return pay(epoch, node).map(NodePay::total).orElse(TokenAmount.ZERO);
  }

  /// The part of it that is for being there.
  TokenAmount availability(long epoch, StoryNode node) {
    return pay(epoch, node).map(NodePay::availability).orElse(TokenAmount.ZERO);
  }

  private Optional<NodePay> pay(long epoch, StoryNode node) {
    return RewardFile.parse(file(epoch, "rewards")).nodes().stream()
        .filter(pay -> pay.node().equals(node.id()))
        .findFirst();
  }

  /// MiB of a node that were counted in an epoch, by the published sessions.
  long countedMib(long epoch, StoryNode node) {
    return SessionFile.parse(file(epoch, "sessions")).rows().stream()
        .filter(row -> row.node().equals(node.id()))
        .mapToLong(SessionRow::countedMib)
        .sum();
  }
}
