/// Usage as nodes state it, acks as clients sign them, and the fold of acks into counted bytes.
/// Start at [com.qubetics.dvpn.ledger.usage.Acks].
@NullMarked
package com.qubetics.dvpn.ledger.usage;

import org.jspecify.annotations.NullMarked;
