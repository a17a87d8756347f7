package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.network.PublicNode;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
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
  PublicNode.Page page(
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable NodeId cursor) {
    int size = PageSize.of(limit, MAX_PAGE);
    List<PublicNode> items =
        nodes.after(after(cursor), Limit.of(size)).stream().map(Node::shown).toList();
    return new PublicNode.Page(items, next(items, size));
  }

  @GetMapping("/nodes/{id}")
  PublicNode one(@PathVariable NodeId id) {
    return nodes
        .findByAddress(id.address().bytes())
        .map(Node::shown)
        .orElseThrow(
            () -> new Refusal(ProblemCode.NODE_UNKNOWN, "No node of this address is registered."));
  }

  /// With the nodes that it gave up and the keys that it replaced, which stay.
  @GetMapping("/providers/{account}")
  PublicNode.OfProvider provider(
      @PathVariable Account account,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable NodeId cursor) {
    int size = PageSize.of(limit, MAX_PAGE);
    List<PublicNode> found =
        nodes.ofProvider(account, after(cursor), Limit.of(size)).stream().map(Node::shown).toList();
    return new PublicNode.OfProvider(account, found, next(found, size));
  }

  private static byte[] after(@Nullable NodeId cursor) {
    return cursor == null ? new byte[0] : cursor.address().bytes();
  }

  private static @Nullable NodeId next(List<PublicNode> page, int size) {
    return page.size() < size ? null : page.getLast().node();
  }
}
