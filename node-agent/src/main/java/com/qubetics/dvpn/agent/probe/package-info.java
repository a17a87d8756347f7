/// Presence as others see it: answers to probes of this node, and probes of other nodes as the
/// registry assigns them. Start at [ProbeResponder] and [Probes].
@NullMarked
package com.qubetics.dvpn.agent.probe;

import org.jspecify.annotations.NullMarked;
