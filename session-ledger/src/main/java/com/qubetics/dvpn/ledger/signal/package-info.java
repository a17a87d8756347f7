/// Waking of requests that wait for a change: inside this process at once, in other replicas by
/// PostgreSQL's NOTIFY. Start at [com.qubetics.dvpn.ledger.signal.Signals].
@NullMarked
package com.qubetics.dvpn.ledger.signal;

import org.jspecify.annotations.NullMarked;
