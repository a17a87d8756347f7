/// The WireGuard interface and its routes on this machine. Start at [Tunnel].
@NullMarked
package com.qubetics.dvpn.client.tunnel;

import org.jspecify.annotations.NullMarked;
