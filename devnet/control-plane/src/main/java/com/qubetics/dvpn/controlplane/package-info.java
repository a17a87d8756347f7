/// A control plane for tests and benchmarks: the gateway with all that is behind it, in memory and
/// over TLS. The contract among this module's tests says what agents and clients rely on; the fake
/// and the devnet are held to it alike. Start at [FakeControlPlane].
@NullMarked
package com.qubetics.dvpn.controlplane;

import org.jspecify.annotations.NullMarked;
