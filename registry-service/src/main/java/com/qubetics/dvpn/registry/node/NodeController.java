package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
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
    int size = PageSize.of(limit, MAX_PAGE);
    List<NodeView> items =
        nodes.after(after(cursor), Limit.of(size)).stream().map(NodeView::of).toList();
    return new Page(items, next(items, size));
  }

  @GetMapping("/nodes/{id}")
  NodeView one(@PathVariable NodeId id) {
    return nodes
        .findByAddress(id.toString())
        .map(NodeView::of)
        .orElseThrow(
            () ->
                new Refusal(
                    HttpStatus.NOT_FOUND,
                    "NODE_UNKNOWN",
                    "No node of this address is registered."));
  }

  /// With the nodes that it gave up and the keys that it replaced, which stay.
  @GetMapping("/providers/{account}")
  ProviderView provider(
      @PathVariable Account account,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable NodeId cursor) {
    int size = PageSize.of(limit, MAX_PAGE);
    List<NodeView> found =
        nodes.ofProvider(account, after(cursor), Limit.of(size)).stream()
            .map(NodeView::of)
            .toList();
    return new ProviderView(account, found, next(found, size));
  }

  private static String after(@Nullable NodeId cursor) {
    return cursor == null ? "" : cursor.toString();
  }

  private static @Nullable NodeId next(List<NodeView> page, int size) {
    return page.size() < size ? null : page.getLast().node();
  }

  record Page(List<NodeView> items, @Nullable NodeId nextCursor) {}

  record ProviderView(Account provider, List<NodeView> nodes, @Nullable NodeId nextCursor) {}
}
