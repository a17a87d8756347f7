/// Who is there: heartbeats of agents and what happens when they stop. Start at [Presence].
@NullMarked
package com.qubetics.dvpn.registry.presence;

import org.jspecify.annotations.NullMarked;
