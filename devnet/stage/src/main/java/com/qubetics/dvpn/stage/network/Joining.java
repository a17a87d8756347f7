package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.Waiting;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How hosts become serving nodes: set up, registered by their provider's wallet, run, ACTIVE. What
/// was done before is not done again.
final class Joining {
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
  private static final Duration ACTIVE_LIMIT = Duration.ofMinutes(2);

  private final Layout layout;
  private final Keys keys;
  private final Progress progress;
  private final AdminTool admin;
  private final JsonMapper json = new JsonMapper();

  Joining(Layout layout, Keys keys, Progress progress, AdminTool admin) {
    this.layout = layout;
    this.keys = keys;
    this.progress = progress;
    this.admin = admin;
  }

  /// Set up side by side; then one after the other for each provider, whose wallet sends one
  /// transaction at a time; providers side by side.
  ///
  /// @param run starts the agent of a node that is registered
  void all(Consumer<NodeHost> run) {
    SideBySide.of(
        NodeHost.ALL.stream().filter(node -> !Files.exists(registered(node))).toList(),
        this::setUp);
    SideBySide.of(
        NodeHost.ALL.stream().collect(Collectors.groupingBy(NodeHost::provider)).values(),
        nodes ->
            nodes.forEach(
                node -> {
                  register(node);
                  run.accept(node);
                }));
  }

  void awaitActive() {
    Api api = new Api(Environment.GATEWAY, layout.authority());
    Deadline deadline = Deadline.in(ACTIVE_LIMIT);
    long active = 0;
    try (var waiting = progress.waitingFor("nodes to be registered, probed and ACTIVE")) {
      while (active < NodeHost.ALL.size()) {
        long seen =
            api.find("/api/v1/nodes", PublicNode.Page.class).map(Joining::active).orElse(0L);
        if (seen != active) {
          progress.say("%d of %d nodes are ACTIVE", seen, NodeHost.ALL.size());
        }
        active = seen;
        if (deadline.passed()) {
          throw StageException.unmet(
              "%s nodes are ACTIVE".formatted(NodeHost.ALL.size()),
              "%s after %s: %s".formatted(active, deadline, states(api)));
        }
        Waiting.pause(Duration.ofMillis(200));
      }
    }
  }

  private static long active(PublicNode.Page page) {
    return page.items().stream().filter(node -> node.state() == NodeState.ACTIVE).count();
  }

  private static String states(Api api) {
    return api.find("/api/v1/nodes", PublicNode.Page.class)
        .map(
            page ->
                page.items().stream()
                    .map(node -> node.state() + " " + node.reasons())
                    .collect(Collectors.joining(", ")))
        .orElse("the registry does not answer");
  }

  private void setUp(NodeHost node) {
    List<String> line = new ArrayList<>(Jvm.running(Program.agent(layout)));
    line.addAll(
        List.of(
            "setup",
            "--home",
            layout.node(node.name()).toString(),
            "--gateway",
            Environment.GATEWAY,
            "--ca",
            layout.authority().toString(),
            "--provider",
            keys.address(node.provider()),
            "--endpoint",
            node.endpoint(),
            "--place",
            node.place().argument(),
            "--egress-interface",
            "eth0",
            "--interface",
            node.interfaceName(),
            "--capacity-mbit",
            "100",
            "--no-service",
            "--json"));
    Keys.replace(layout.registration(node.name()), untilItWorks(node, line));
    progress.say("%s is set up on %s", node.name(), node.endpoint());
  }

  /// Setup may be run again, until it works: what it checks can fail where the machine has no time
  /// for an answer.
  private String untilItWorks(NodeHost node, List<String> line) {
    String what = "dvpn-node setup of " + node.name();
    Deadline deadline = Deadline.in(COMMAND_LIMIT);
    while (true) {
      Commands.Answer answer =
          Commands.ask(COMMAND_LIMIT, Environment.ofAgent(), node.host().running(line), "");
      if (answer.worked()) {
        return answer.out();
      }
      if (deadline.passed()) {
        throw StageException.unmet(what + " works", answer.complaint() + ", after " + deadline);
      }
      progress.say("%s, once more: %s", what, answer.complaint());
    }
  }

  private void register(NodeHost node) {
    Path done = registered(node);
    if (Files.exists(done)) {
      return;
    }
    JsonNode registration = json.readTree(layout.registration(node.name()).toFile());
    String receipt =
        admin.transact(
            Environment.LOCAL_RPC,
            node.provider(),
            registration.get("to").asString(),
            registration.get("value").asString(),
            registration.get("data").asString());
    Keys.write(done, receipt.strip());
    progress.say("%s is registered by %s", node.name(), node.provider());
  }

  private Path registered(NodeHost node) {
    return layout.node(node.name()).resolve("registered.json");
  }
}
