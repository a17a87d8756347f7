/// A look from outside at the UDP ports of a host that wants to become a node. Start at
/// [ReachabilityController].
@NullMarked
package com.qubetics.dvpn.registry.reachability;

import org.jspecify.annotations.NullMarked;
