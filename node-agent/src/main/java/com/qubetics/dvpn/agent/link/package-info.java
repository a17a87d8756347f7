/// The agent's only way out: signed HTTPS requests to the gateway, and the records they carry
/// (docs/protocol.md, sections 2 and 8). Start at [ControlPlane].
@NullMarked
package com.qubetics.dvpn.agent.link;

import org.jspecify.annotations.NullMarked;
