/// One end of a WireGuard tunnel in this process, without an interface, a right or a program: for
/// packets that have to come in as a client's do. Start at
/// [com.qubetics.dvpn.wireguard.initiator.TunnelEnd].
@NullMarked
package com.qubetics.dvpn.wireguard.initiator;

import org.jspecify.annotations.NullMarked;
