package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.events.NodeState;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Public facts about nodes.
@RestController
@RequestMapping("/api/v1")
class NodeController {
  private static final int MAX_PAGE = 200;

  private final Nodes nodes;

  NodeController(Nodes nodes) {
    this.nodes = nodes;
  }

  @GetMapping("/nodes")
  Page page(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable NodeId cursor) {
    int size = Math.clamp(limit, 1, MAX_PAGE);
    List<View> items =
        nodes.after(cursor == null ? "" : cursor.toString(), Limit.of(size)).stream()
            .map(View::of)
            .toList();
    return new Page(items, items.size() < size ? null : items.getLast().node());
  }

  @GetMapping("/nodes/{id}")
  View one(@PathVariable NodeId id) {
    return nodes
        .findByAddress(id.toString())
        .map(View::of)
        .orElseThrow(
            () ->
                new Refusal(
                    HttpStatus.NOT_FOUND,
                    "NODE_UNKNOWN",
                    "No node of this address is registered."));
  }

  @GetMapping("/providers/{account}")
  ProviderView provider(@PathVariable Account account) {
    return new ProviderView(account, nodes.ofProvider(account).stream().map(View::of).toList());
  }

  record Page(List<View> items, @Nullable NodeId nextCursor) {}

  record ProviderView(Account provider, List<View> nodes) {}

  record View(
      NodeId node,
      Account provider,
      NodeState state,
      List<String> reasons,
      TunnelKey tunnelKey,
      Bytes32 endpointHash,
      @Nullable Endpoint endpoint,
      @Nullable Place place,
      @Nullable String agentVersion,
      TokenAmount deposit,
      TokenAmount buffer,
      Instant registeredAt,
      @Nullable Instant activeSince,
      @Nullable Instant jailedUntil,
      int upBasisPoints) {

    static View of(Node node) {
      return new View(
          node.id(),
          node.provider(),
          node.state(),
          node.reasons(),
          node.tunnelKey(),
          node.endpointHash(),
          node.endpoint().orElse(null),
          node.place().orElse(null),
          node.agentVersion().orElse(null),
          node.deposit(),
          node.buffer(),
          node.registeredAt(),
          node.activeSince().orElse(null),
          node.jailedUntil().orElse(null),
          node.upBasisPoints());
    }
  }
}
