/// Programs of this host, and the words for their arguments. Start at
/// [com.qubetics.dvpn.wireguard.host.Tool].
@NullMarked
package com.qubetics.dvpn.wireguard.host;

import org.jspecify.annotations.NullMarked;
