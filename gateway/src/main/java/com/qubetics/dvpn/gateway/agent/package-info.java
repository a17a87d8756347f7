/// Requests of node agents: each is signed by its node key over method, target, body and time, and
/// is taken once. Start at [AgentDoor].
@NullMarked
package com.qubetics.dvpn.gateway.agent;

import org.jspecify.annotations.NullMarked;
