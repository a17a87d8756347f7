package com.qubetics.dvpn.agent.firewall;

import java.util.OptionalInt;

/// Where the agent itself listens.
///
/// @param probes UDP, on all addresses
/// @param resolver UDP and TCP, on the gateway address of the tunnel network, in the place of port
///   53; empty: the agent offers none
public record OwnPorts(int probes, OptionalInt resolver) {}
