/// Where the ledger meets the chain: which events it acts on and which questions it asks. Start at
/// [com.qubetics.dvpn.ledger.chain.LedgerEvents].
@NullMarked
package com.qubetics.dvpn.ledger.chain;

import org.jspecify.annotations.NullMarked;
