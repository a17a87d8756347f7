package com.qubetics.dvpn.protocol.node;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/// Where a node stands in its life. Only `ACTIVE` nodes are offered to clients.
public enum NodeState {
  /// On chain, never yet served.
  REGISTERED,
  /// Eligible on chain, present, ready and found up by probes.
  ACTIVE,
  /// Was active; absent, not ready or not answering at the moment.
  INACTIVE,
  /// Its operating buffer is below the minimum.
  SUSPENDED,
  /// Barred by a penalty for a time, or for good when expelled.
  JAILED,
  /// Its provider announced the exit.
  LEAVING,
  /// Withdrawn, or replaced by another node key.
  EXITED,
  /// One that the reader of an answer does not know; nothing that is stored or sent.
  @JsonEnumDefaultValue
  UNKNOWN
}
