package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.wire.agent.Reachability;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// This host as the control plane sees it.
///
/// @param gateway the address that answered
/// @param date of its answer
/// @param reachability empty if the ports could not be looked at, because of `problem`
/// @param problem a stable code; empty if there is none
/// @param downloadKbit what came from the gateway, kbit/s; empty if it was not measured
record Outside(
    Optional<InetAddress> gateway,
    Optional<Instant> date,
    Optional<Reachability> reachability,
    String problem,
    OptionalLong downloadKbit) {}
