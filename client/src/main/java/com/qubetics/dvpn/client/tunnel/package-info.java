/// The WireGuard interface and its routes on this machine. The only package that starts tools
/// (`ip`, `wg`, `wireguard-go`): argument lists, no shell, bounded time, keys by standard input.
/// Start at [Tunnel].
@NullMarked
package com.qubetics.dvpn.client.tunnel;

import org.jspecify.annotations.NullMarked;
