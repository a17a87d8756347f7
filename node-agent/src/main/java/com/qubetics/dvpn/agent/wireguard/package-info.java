/// The WireGuard interface of this node and the peers on it. Programs of the host are run here and
/// in the firewall package only, with argument lists, never through a shell. Start at [WireGuard].
@NullMarked
package com.qubetics.dvpn.agent.wireguard;

import org.jspecify.annotations.NullMarked;
