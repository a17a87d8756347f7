/// What the network tells everybody of itself and its nodes. Start at [NetworkFacts] and
/// [PublicNode].
@NullMarked
package com.qubetics.dvpn.wire.network;

import org.jspecify.annotations.NullMarked;
