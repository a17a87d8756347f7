/// The one public door of the control plane: who calls is established here (a wallet's app key or a
/// node key), and only here; services behind it believe the gateway's headers. Start at
/// [com.qubetics.dvpn.gateway.route.RouteTable], the list of everything that can be called.
@NullMarked
package com.qubetics.dvpn.gateway;

import org.jspecify.annotations.NullMarked;
