package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.ledger.peers.PeerChanges.Known;
import com.qubetics.dvpn.protocol.value.NodeId;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The agents' long poll. A request holds a virtual thread while it waits, and no connection.
@RestController
class PeersController {
  private final Peers peers;
  private final NodeRevisions revisions;
  private final PeersSettings settings;

  PeersController(Peers peers, NodeRevisions revisions, PeersSettings settings) {
    this.peers = peers;
    this.revisions = revisions;
    this.settings = settings;
  }

  @GetMapping("/api/v1/agent/peers")
  PeerChanges peers(@FromGateway NodeId node, @RequestParam(defaultValue = "") String after) {
    return peers.after(node, Known.parse(after), settings.longestWait());
  }

  @Scheduled(fixedDelay = 60_000)
  void trim() {
    revisions.trim();
  }
}
