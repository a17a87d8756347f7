/// What fails in the gateway, or before it in the container, as a problem with a stable `code`.
/// Start at [GatewayFailures].
@NullMarked
package com.qubetics.dvpn.gateway.problem;

import org.jspecify.annotations.NullMarked;
