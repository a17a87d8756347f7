/// What nodes did in an epoch, sealed into a published file and an anchor on chain. Start at
/// [Sealing].
@NullMarked
package com.qubetics.dvpn.registry.performance;

import org.jspecify.annotations.NullMarked;
