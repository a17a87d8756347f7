package com.qubetics.dvpn.client.selection;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The selector's answer: candidates in order with reasons, and who was passed over, with theirs.
/// `rejected` may be the first of `rejectedInAll`. `seed` and `snapshot` let the same answer be
/// asked for again.
public record Selection(
    JsonNode seed,
    JsonNode snapshot,
    List<Candidate> candidates,
    @Nullable List<Rejected> rejected,
    @Nullable Integer rejectedInAll) {

  public record Candidate(
      NodeId node,
      Account provider,
      @Nullable Place place,
      Endpoint endpoint,
      TunnelKey tunnelKey,
      double score,
      @Nullable List<JsonNode> reasons) {}

  public record Rejected(NodeId node, List<String> reasons) {}
}
