/// The set of peers that each node is to have, as agents fetch it: revisions that only grow, the
/// changes since one, or the full set. Start at [com.qubetics.dvpn.ledger.peers.NodeRevisions].
@NullMarked
package com.qubetics.dvpn.ledger.peers;

import org.jspecify.annotations.NullMarked;
