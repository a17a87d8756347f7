/// Which networks a host has already, so that its tunnel gets one of its own. Start at
/// [TakenNetworks].
@NullMarked
package com.qubetics.dvpn.agent.overlap;

import org.jspecify.annotations.NullMarked;
