/// A connection: from the wish for a node to the first packet through the tunnel, kept alive, moved
/// to another node when dead, and ended without a trace. Start at [Connector] and [Connection].
@NullMarked
package com.qubetics.dvpn.client.connection;

import org.jspecify.annotations.NullMarked;
