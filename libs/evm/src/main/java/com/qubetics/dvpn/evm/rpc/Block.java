package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/// The head of a block.
///
/// @param transactions in the block's order
/// @param bloom 2048 bits in which each log's address and topics set three
/// @param baseFee base units per gas
public record Block(
    long number,
    Bytes32 hash,
    Bytes32 parent,
    Instant time,
    List<Bytes32> transactions,
    LogBloom bloom,
    BigInteger baseFee) {
  public Block {
    transactions = List.copyOf(transactions);
  }
}
