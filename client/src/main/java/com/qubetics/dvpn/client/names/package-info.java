/// Names of gateway and RPC endpoint, found where the machine's resolvers are closed too. Start at
/// [LastAddresses].
@NullMarked
package com.qubetics.dvpn.client.names;

import org.jspecify.annotations.NullMarked;
