/// The inner door of the services: who may call (only the gateway, by a shared secret), on whose
/// behalf (the gateway's headers), and how a refusal looks (RFC 9457 with a stable code). Start at
/// [InnerDoor] and [Refusal].
@NullMarked
package com.qubetics.dvpn.http;

import org.jspecify.annotations.NullMarked;
