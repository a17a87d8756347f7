package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.epoch.NodePay;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.network.Api;
import com.qubetics.dvpn.stage.network.Jvm;
import com.qubetics.dvpn.stage.network.Keys;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.NodeHost;
import com.qubetics.dvpn.stage.network.Program;
import com.qubetics.dvpn.stage.network.Rpc;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The running network, as the story's people see it.
final class Network {

  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

  private final Layout layout;
  private final Api api;
  private final Rpc rpc;
  private final Keys keys;
  private final JsonMapper json = new JsonMapper();
  private final Set<String> killed = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> programs;

  Network(Layout layout) {
    this.layout = layout;
    this.api = new Api(gateway(), layout.authority());
    this.rpc = new Rpc("http://" + Host.CONTROL.address() + ":" + Layout.RPC_PORT);
    this.keys = new Keys(layout);
    this.programs = startedPrograms();
  }

  Layout layout() {
    return layout;
  }

  Api api() {
    return api;
  }

  Rpc rpc() {
    return rpc;
  }

  static String gateway() {
    return "https://" + Host.CONTROL.address() + ":" + Layout.GATEWAY_PORT;
  }

  JsonNode facts() {
    return read(layout.networkFile());
  }

  JsonNode status() {
    return read(layout.statusFile());
  }

  private JsonNode read(Path file) {
    return json.readTree(file.toFile());
  }

  String account(String key) {
    return keys.key(key).address().toString();
  }

  List<Node> nodes() {
    return NodeHost.ALL.stream().map(this::node).toList();
  }

  private Node node(NodeHost host) {
    String id = read(layout.registration(host.name())).get("node").asString();
    return new Node(host, id, account(host.provider()));
  }

  Node nodeWithId(String id) {
    return nodes().stream().filter(n -> n.is(id)).findFirst().orElseThrow();
  }

  private ProcessHandle agent(Node node) {
    return Optional.ofNullable(programs.get(node.name()))
        .flatMap(ProcessHandle::of)
        .orElseThrow(() -> new StageException("the agent of " + node.name() + " has ended"));
  }

  /// Ends the agent of a node at once, and for good.
  void kill(Node node) {
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
    status()
        .get("processes")
        .forEach(program -> all.put(program.get("name").asString(), program.get("pid").asLong()));
    return all;
  }

  /// Whether a WireGuard interface is there on the node's host.
  boolean hasTunnel(Node node) {
    return on(node.host().host(), List.of("ip", "link", "show", node.host().interfaceName()))
        .worked();
  }

  Commands.Answer on(Host host, List<String> command) {
    return Commands.ask(COMMAND_LIMIT, Map.of(), host.running(command), "");
  }

  /// The epoch that is running.
  long epoch() {
    JsonNode facts = facts();
    long since = Instant.now().getEpochSecond() - facts.get("genesis").asLong();
    return Math.max(0, since / facts.get("epochSeconds").asLong());
  }

  /// Seconds until an epoch is over; 0 if it is.
  long secondsLeft(long epoch) {
    JsonNode facts = facts();
    long end = facts.get("genesis").asLong() + (epoch + 1) * facts.get("epochSeconds").asLong();
    return Math.max(0, end - Instant.now().getEpochSecond());
  }

  /// Sends a transaction by a wallet of the devnet; its hash.
  String transact(String key, String to, String value, String data) {
    List<String> line = new ArrayList<>(Jvm.running(Program.admin(layout)));
    line.addAll(
        List.of(
            "transact",
            "--json",
            "--rpc",
            rpc.url(),
            "--key-file",
            layout.key(key).toString(),
            "--to",
            to,
            "--value",
            value,
            "--data",
            data));
    Commands.Answer answer = Commands.ask(COMMAND_LIMIT, Map.of(), line, "");
    Check.that(answer.worked(), "dvpn-admin transact: %s", answer.complaint());
    return json.readTree(answer.out()).get("transaction").asString();
  }

  /// Asks a contract.
  ///
  /// @param signature such as `eligible(address)`
  /// @param arguments each 32 bytes, hexadecimal without `0x`
  String call(String contract, String signature, String... arguments) {
    String data = "0x" + selector(signature) + String.join("", arguments);
    return rpc.call(
            "eth_call", Map.of("to", facts().get(contract).asString(), "data", data), "latest")
        .asString();
  }

  static String word(String address) {
    return "0".repeat(24) + address.substring(2).toLowerCase(java.util.Locale.ROOT);
  }

  static String selector(String signature) {
    byte[] hash = Keccak.hash(signature.getBytes(StandardCharsets.UTF_8)).bytes();
    return Hex.format(Arrays.copyOf(hash, 4)).substring(2);
  }

  Optional<JsonNode> epochNamed(long epoch) {
    return api.find("/api/v1/epochs/" + epoch);
  }

  String reward(long epoch) {
    return api.file("/api/v1/epochs/" + epoch + "/rewards");
  }

  /// What a node earned for its provider in an epoch, by the published workings.
  BigInteger earned(long epoch, Node node) {
    return pay(epoch, node)
        .map(pay -> pay.traffic().plus(pay.promo()).plus(pay.availability()).baseUnits())
        .orElse(BigInteger.ZERO);
  }

  /// The part of it that is for being there.
  BigInteger availability(long epoch, Node node) {
    return pay(epoch, node).map(pay -> pay.availability().baseUnits()).orElse(BigInteger.ZERO);
  }

  private Optional<NodePay> pay(long epoch, Node node) {
    return RewardFile.parse(reward(epoch)).nodes().stream()
        .filter(pay -> node.is(pay.node().toString()))
        .findFirst();
  }

  /// MiB of a node that were counted in an epoch, by the published sessions.
  long countedMib(long epoch, Node node) {
    return api.file("/api/v1/epochs/" + epoch + "/sessions")
        .lines()
        .map(line -> line.split(" "))
        .filter(part -> part[0].equals("row") && node.is(part[1]))
        .mapToLong(part -> Long.parseLong(part[3]))
        .sum();
  }

  static boolean exists(Path file) {
    return Files.exists(file);
  }
}
