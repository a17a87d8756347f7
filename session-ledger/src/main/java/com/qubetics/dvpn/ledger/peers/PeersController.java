package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.ledger.directory.KnownNodes;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The agents' long poll, for registered nodes. A request holds a virtual thread while it waits,
/// and no connection.
@RestController
class PeersController {
  private final Peers peers;
  private final KnownNodes nodes;
  private final NodeRevisions revisions;
  private final TunnelNetworks networks;
  private final PeersSettings settings;

  PeersController(
      Peers peers,
      KnownNodes nodes,
      NodeRevisions revisions,
      TunnelNetworks networks,
      PeersSettings settings) {
    this.peers = peers;
    this.nodes = nodes;
    this.revisions = revisions;
    this.networks = networks;
    this.settings = settings;
  }

  @GetMapping("/api/v1/agent/peers")
  PeersAnswer peers(
      @FromGateway NodeId node,
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = "") String network) {
    Revision known = Revision.parse(after);
    TunnelNetwork told = network(network);
    if (!nodes.knows(node)) {
      throw new Refusal(
          ProblemCode.NODE_NOT_REGISTERED,
          "The chain has no confirmed registration of this node key yet.");
    }
    networks.tell(node, told);
    return peers.after(node, known, settings.longestWait());
  }

  private static TunnelNetwork network(String text) {
    try {
      return text.isEmpty() ? TunnelNetwork.USUAL : TunnelNetwork.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(ProblemCode.TUNNEL_NETWORK_REFUSED, String.valueOf(e.getMessage()));
    }
  }

  @Scheduled(fixedDelay = 60_000)
  void trim() {
    revisions.trim();
  }
}
