/// What agents and the control plane tell each other (docs/protocol.md, section 8). Start at
/// [PeersAnswer] and [Heartbeat].
@NullMarked
package com.qubetics.dvpn.wire.agent;

import org.jspecify.annotations.NullMarked;
