package com.qubetics.dvpn.events;

import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.time.Instant;

/// A change in a session's life. Names no account: whose session it is stays in the ledger.
///
/// @param version grows with each event of the session
/// @param countedBytes acked so far
public record SessionEvent(
    SessionId session,
    long version,
    NodeId node,
    SessionState state,
    Instant at,
    ByteCount countedBytes) {}
