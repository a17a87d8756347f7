/// What the ledger knows of nodes: a table that follows topic `node.directory`. Start at
/// [com.qubetics.dvpn.ledger.directory.KnownNodes].
@NullMarked
package com.qubetics.dvpn.ledger.directory;

import org.jspecify.annotations.NullMarked;
