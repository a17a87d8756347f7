/// A stand-in for the real chain: anvil executes, and in front of it stands what answers as the
/// client of Qubetics' mainnet does by its published behaviour. Start at [QubeticsLike]; what is
/// settable is in [QubeticsSettings].
///
/// The client is, by the chain's published genesis and node script, an Evmos v19. "Evmos" in this
/// package means the source of version 19.2.0, "CometBFT" that of version 0.37.9, "geth" that of
/// go-ethereum 1.10.26, from which Evmos' JSON-RPC server is forked. Words in quotes are theirs.
@NullMarked
package com.qubetics.dvpn.engines.qubetics;

import org.jspecify.annotations.NullMarked;
