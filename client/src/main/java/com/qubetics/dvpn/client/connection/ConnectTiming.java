package com.qubetics.dvpn.client.connection;

import org.jspecify.annotations.Nullable;

/// Where the time of a connect went, milliseconds by this machine's monotonic clock unless said
/// otherwise. All but `total` are of the try that connected; those before are in
/// [ConnectionState]'s `tries`.
///
/// @param select the answer with candidates
/// @param session the request for the session, there and back; contains record and install
/// @param record inside the control plane: the session was stored (its clock)
/// @param install inside the control plane: the node had installed the peer (its clock)
/// @param verify what the wait for the chain's answers added after the session was there
/// @param tunnel WireGuard and routes configured
/// @param handshake from there until WireGuard's handshake was seen
/// @param firstPacket from there until an echo came back through the tunnel
/// @param open from there until the packets' size was found, and resolver and routes stood
/// @param total from the first request of the first try until all of that was done
public record ConnectTiming(
    double select,
    double session,
    @Nullable Double record,
    @Nullable Double install,
    double verify,
    double tunnel,
    double handshake,
    double firstPacket,
    double open,
    double total) {}
