package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.PeerResult;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// The agents' answers about their peers.
@RestController
class PeerResultsController {
  private final PeerResults results;

  PeerResultsController(PeerResults results) {
    this.results = results;
  }

  @PostMapping("/api/v1/agent/peers/results")
  Map<String, String> take(@FromGateway NodeId node, @RequestBody PeerResult.Batch body) {
    results.take(node, body.results());
    return Map.of();
  }
}
