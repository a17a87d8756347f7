/// Ethereum for readers: a network's contracts, their events and views in the words of the
/// protocol, and the calls that wallets and senders make. Start at [Network], [ChainReader] and
/// [Calls].
@NullMarked
package com.qubetics.dvpn.evm;

import org.jspecify.annotations.NullMarked;
