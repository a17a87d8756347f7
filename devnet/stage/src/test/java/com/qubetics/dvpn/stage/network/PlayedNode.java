package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.controlplane.ControlPlaneContract;
import com.qubetics.dvpn.engines.Ports;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.stage.sandbox.Relay;
import com.qubetics.dvpn.stage.sandbox.Sandbox;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A serving node of the running devnet whose agent is ended for good, so that a test can speak in
/// its place: it has the key, and the registry has not missed the agent yet.
public final class PlayedNode {
  private static final String USER = "user-3";

  private PlayedNode() {}

  /// The test's node and user, and a way in from this host's loopback.
  public static ControlPlaneContract.Cast takenOver(Layout layout) throws Exception {
    Sandbox sandbox = Sandbox.find(layout.pidFile()).orElseThrow();
    int port = Ports.free();
    Thread.ofVirtual().start(() -> Relay.outside(port, layout.socket(), sandbox));
    String url = "https://127.0.0.1:" + port;
    Api api = new Api(url, layout.authority());
    NodeHost node =
        NodeHost.ALL.stream().filter(host -> serves(host, layout, api)).findFirst().orElseThrow();
    Files.writeString(layout.stopMark(node.name()), "");
    endAgent(sandbox, layout.node(node.name()));
    return new ControlPlaneContract.Cast(
        URI.create(url),
        layout.authority(),
        new Keys(layout).key(USER),
        PrivateKey.parse(Files.readString(layout.node(node.name()).resolve("node.key")).strip()),
        Endpoint.parse(node.endpoint()),
        Place.parse(node.place().argument()));
  }

  private static boolean serves(NodeHost host, Layout layout, Api api) {
    JsonNode registration = JsonMapper.shared().readTree(layout.registration(host.name()).toFile());
    return api.find("/api/v1/nodes/" + registration.get("node").asString(), PublicNode.class)
        .filter(node -> node.state() == NodeState.ACTIVE)
        .isPresent();
  }

  /// By the process that this host knows, since the sandbox counts its own.
  private static void endAgent(Sandbox sandbox, Path home) throws Exception {
    ProcessHandle agent =
        ProcessHandle.of(sandbox.pid())
            .orElseThrow()
            .descendants()
            .filter(process -> runs(process, home))
            .findFirst()
            .orElseThrow();
    agent.destroyForcibly();
    agent.onExit().get(10, TimeUnit.SECONDS);
  }

  private static boolean runs(ProcessHandle process, Path home) {
    try {
      String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return line.contains("\0run\0--home\0" + home + "\0");
    } catch (IOException e) {
      return false; // It ended meanwhile.
    }
  }
}
