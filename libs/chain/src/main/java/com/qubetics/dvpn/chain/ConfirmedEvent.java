package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.time.Instant;

/// An event with the network's number of confirmations.
///
/// @param logIndex the event's place in its block
public record ConfirmedEvent(
    ChainEvent event,
    long block,
    Bytes32 blockHash,
    Instant blockTime,
    Bytes32 transaction,
    int logIndex) {}
