/// The reference client: a library that logs in, selects, connects, acknowledges usage and audits,
/// and the command `dvpn` over it. Start at [ClientCommand] and
/// [com.qubetics.dvpn.client.connection.Connector].
@NullMarked
package com.qubetics.dvpn.client;

import org.jspecify.annotations.NullMarked;
