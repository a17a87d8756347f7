/// What the gateway measures with a host that wants to become a node. Start at
/// [BandwidthController].
@NullMarked
package com.qubetics.dvpn.gateway.measurement;

import org.jspecify.annotations.NullMarked;
