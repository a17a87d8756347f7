package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.util.Optional;

/// That a block holds a transaction.
///
/// @param succeeded false if it was reverted
/// @param contract what it created
public record Receipt(
    Bytes32 transaction,
    long block,
    Bytes32 blockHash,
    boolean succeeded,
    long gasUsed,
    BigInteger effectiveGasPrice,
    Optional<Address> contract) {}
