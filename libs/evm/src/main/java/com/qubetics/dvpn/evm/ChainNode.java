package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.Optional;

/// A node as the registry contract holds it.
///
/// @param jailedUntil 1970 if it never was
/// @param withdrawableAt empty unless an exit is announced
public record ChainNode(
    Account provider,
    TunnelKey tunnelKey,
    Bytes32 endpointHash,
    TokenAmount deposit,
    TokenAmount buffer,
    Instant registeredAt,
    Instant jailedUntil,
    Optional<Instant> withdrawableAt,
    boolean expelled) {}
