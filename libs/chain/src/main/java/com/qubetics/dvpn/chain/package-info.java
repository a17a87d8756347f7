/// What the rest of the system sees of the chain: the network's addresses, events in the words of
/// the protocol, reading, and sending exactly once. Start at [Network], [ChainEventHandler] and
/// [Sender].
@NullMarked
package com.qubetics.dvpn.chain;

import org.jspecify.annotations.NullMarked;
