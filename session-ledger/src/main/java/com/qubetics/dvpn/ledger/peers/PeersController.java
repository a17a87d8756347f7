package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.ledger.directory.Directory;
import com.qubetics.dvpn.ledger.peers.PeerChanges.Known;
import com.qubetics.dvpn.protocol.value.NodeId;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The agents' long poll, for registered nodes. A request holds a virtual thread while it waits,
/// and no connection.
@RestController
class PeersController {
  private final Peers peers;
  private final Directory directory;
  private final NodeRevisions revisions;
  private final PeersSettings settings;

  PeersController(
      Peers peers, Directory directory, NodeRevisions revisions, PeersSettings settings) {
    this.peers = peers;
    this.directory = directory;
    this.revisions = revisions;
    this.settings = settings;
  }

  @GetMapping("/api/v1/agent/peers")
  PeerChanges peers(@FromGateway NodeId node, @RequestParam(defaultValue = "") String after) {
    Known known = Known.parse(after);
    if (!directory.knows(node)) {
      throw new Refusal(
          HttpStatus.NOT_FOUND,
          "NODE_NOT_REGISTERED",
          "The chain has no confirmed registration of this node key yet.");
    }
    return peers.after(node, known, settings.longestWait());
  }

  @Scheduled(fixedDelay = 60_000)
  void trim() {
    revisions.trim();
  }
}
