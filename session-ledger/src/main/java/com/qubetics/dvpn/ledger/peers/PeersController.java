package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.ledger.directory.KnownNodes;
import com.qubetics.dvpn.protocol.value.NodeId;
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
  private final PeersSettings settings;

  PeersController(Peers peers, KnownNodes nodes, NodeRevisions revisions, PeersSettings settings) {
    this.peers = peers;
    this.nodes = nodes;
    this.revisions = revisions;
    this.settings = settings;
  }

  @GetMapping("/api/v1/agent/peers")
  PeersAnswer peers(@FromGateway NodeId node, @RequestParam(defaultValue = "") String after) {
    Revision known = Revision.parse(after);
    if (!nodes.knows(node)) {
      throw new Refusal(
          ProblemCode.NODE_NOT_REGISTERED,
          "The chain has no confirmed registration of this node key yet.");
    }
    return peers.after(node, known, settings.longestWait());
  }

  @Scheduled(fixedDelay = 60_000)
  void trim() {
    revisions.trim();
  }
}
