/// The plain values of the system: addresses and ids, amounts, byte counts, endpoints. Each is
/// parsed once at the edge and can't be constructed wrong. Start at [Address] and [Bytes32].
@NullMarked
package com.qubetics.dvpn.protocol.value;

import org.jspecify.annotations.NullMarked;
