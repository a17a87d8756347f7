package com.qubetics.dvpn.registry.history;

import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.network.ChainHistory;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Public: all of it is on the chain anyway.
@RestController
@RequestMapping("/api/v1")
class HistoryController {
  private static final int MAX_PAGE = 200;
  private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

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
  ChainHistory ofNode(
      @PathVariable NodeId id,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    int size = size(limit);
    LogPosition before = before(cursor);
    if (operations.standing(id).isEmpty()) {
      throw new Refusal(ProblemCode.NODE_UNKNOWN, "No node of this address was ever registered.");
    }
    return page(operations.ofNode(id, before, size), size);
  }

  @GetMapping("/providers/{account}/chain-history")
  ChainHistory ofProvider(
      @PathVariable Account account,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    int size = size(limit);
    return page(operations.ofProvider(account, before(cursor), size), size);
  }

  private static int size(int limit) {
    return PageSize.of(limit, MAX_PAGE);
  }

  private static LogPosition before(@Nullable String cursor) {
    return cursor == null ? LogPosition.END : LogPosition.parse(cursor);
  }

  private ChainHistory page(List<Operation> found, int size) {
    long head = confirmations.head();
    return new ChainHistory(
        found.stream().map(operation -> view(operation, head)).toList(),
        found.size() < size ? null : found.getLast().place().toString());
  }

  private ChainHistory.Operation view(Operation operation, long head) {
    return new ChainHistory.Operation(
        operation.name(),
        operation.node(),
        operation.provider(),
        operation.place().block(),
        operation.place().logIndex(),
        operation.at(),
        operation.transaction(),
        settings.link(network, operation.transaction()).orElse(null),
        confirmations.of(operation.place().block(), head),
        json.readValue(operation.details(), MEMBERS));
  }
}
