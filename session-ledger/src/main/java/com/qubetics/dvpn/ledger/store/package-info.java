/// How the values of libs/protocol lie in PostgreSQL: bytea in their natural length. Start at
/// [com.qubetics.dvpn.ledger.store.Columns].
@NullMarked
package com.qubetics.dvpn.ledger.store;

import org.jspecify.annotations.NullMarked;
