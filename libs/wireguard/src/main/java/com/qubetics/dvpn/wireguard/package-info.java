/// WireGuard of this host: interfaces and their peers. Start at
/// [com.qubetics.dvpn.wireguard.WgInterface].
@NullMarked
package com.qubetics.dvpn.wireguard;

import org.jspecify.annotations.NullMarked;
