/// The inner door of the services: who may call (only with a token that the gateway, or another
/// service, signed for this service and request), on whose behalf (what that token says), and how a
/// refusal looks (RFC 9457 with a stable code). Start at [InnerDoor], [FromGateway] and [Refusal].
@NullMarked
package com.qubetics.dvpn.http;

import org.jspecify.annotations.NullMarked;
