package com.qubetics.dvpn.client.connection;

import java.time.Duration;

/// How a connection is held.
///
/// @param acknowledges off only to see what a node does to a client that never acks
/// @param reconnects move to another node when the tunnel is dead
/// @param deadAfter silence after which a tunnel counts as dead
public record ConnectionSettings(boolean acknowledges, boolean reconnects, Duration deadAfter) {}
