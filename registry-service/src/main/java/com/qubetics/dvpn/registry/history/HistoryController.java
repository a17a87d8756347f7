package com.qubetics.dvpn.registry.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Public: all of it is on the chain anyway.
@RestController
@RequestMapping("/api/v1")
class HistoryController {
  private static final int MAX_PAGE = 200;

  private final Operations operations;
  private final Confirmations confirmations;
  private final HistorySettings settings;
  private final Network network;
  private final JsonMapper json;

  HistoryController(
      Operations operations,
      Confirmations confirmations,
      HistorySettings settings,
      Network network,
      JsonMapper json) {
    this.operations = operations;
    this.confirmations = confirmations;
    this.settings = settings;
    this.network = network;
    this.json = json;
  }

  @GetMapping("/nodes/{id}/chain-history")
  Page ofNode(
      @PathVariable NodeId id,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    Place before = before(cursor);
    if (operations.standing(id).isEmpty()) {
      throw new Refusal(
          HttpStatus.NOT_FOUND, "NODE_UNKNOWN", "No node of this address was ever registered.");
    }
    int size = size(limit);
    return page(operations.ofNode(id, before, size), size);
  }

  @GetMapping("/providers/{account}/chain-history")
  Page ofProvider(
      @PathVariable Account account,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    int size = size(limit);
    return page(operations.ofProvider(account, before(cursor), size), size);
  }

  private static int size(int limit) {
    return PageSize.of(limit, MAX_PAGE);
  }

  private static Place before(@Nullable String cursor) {
    return cursor == null ? Place.END : Place.parse(cursor);
  }

  private Page page(List<Operation> found, int size) {
    long head = confirmations.head();
    return new Page(
        found.stream().map(operation -> view(operation, head)).toList(),
        found.size() < size ? null : found.getLast().place().toString());
  }

  private View view(Operation operation, long head) {
    return new View(
        operation.name(),
        operation.node(),
        operation.provider(),
        operation.place().block(),
        operation.place().logIndex(),
        operation.at(),
        operation.transaction(),
        settings.link(network, operation.transaction()).orElse(null),
        confirmations.of(operation.place().block(), head),
        json.readTree(operation.details()));
  }

  record Page(List<View> items, @Nullable String nextCursor) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      String operation,
      @Nullable NodeId node,
      @Nullable Account provider,
      long block,
      int logIndex,
      Instant at,
      Bytes32 transaction,
      @Nullable String explorer,
      long confirmations,
      JsonNode details) {}
}
