package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.List;

/// A log as the node gives it.
///
/// @param data after the topics: `0x` and lower-case pairs of digits; of a foreign contract any
///   bytes
public record RawLog(
    Address contract,
    List<Bytes32> topics,
    String data,
    long block,
    Bytes32 blockHash,
    Bytes32 transaction,
    int logIndex) {
  public RawLog {
    topics = List.copyOf(topics);
  }

  /// Whether it is of one of these kinds of events; of none is of any.
  boolean isOf(List<Bytes32> kinds) {
    return kinds.isEmpty() || (!topics.isEmpty() && kinds.contains(topics.getFirst()));
  }
}
