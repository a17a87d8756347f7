package com.qubetics.dvpn.wire.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the chain has seen of a node or a provider, the newest first.
///
/// @param nextCursor null on the last page
public record ChainHistory(List<Operation> items, @Nullable String nextCursor) {

  /// @param operation the contract event's name, such as `NodeRegistered`
  /// @param node the node key that the event named (the new one of a rotation); absent for a claim
  /// @param provider absent if the node was registered before operations were recorded
  /// @param at block time
  /// @param explorer where a person can see it; absent where the network has no explorer
  /// @param confirmations blocks on top of its own
  /// @param details the event's members; amounts are decimal strings of base units
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Operation(
      String operation,
      @Nullable NodeId node,
      @Nullable Account provider,
      long block,
      int logIndex,
      Instant at,
      Bytes32 transaction,
      @Nullable String explorer,
      long confirmations,
      Map<String, Object> details) {}
}
