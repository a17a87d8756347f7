/// session-ledger: sessions and each node's desired peers, signed usage and acks, allowances, and
/// the sealing of what was acked into epochs. Start at
/// [com.qubetics.dvpn.ledger.session.SessionOpening] and [com.qubetics.dvpn.ledger.usage.Acks].
@NullMarked
package com.qubetics.dvpn.ledger;

import org.jspecify.annotations.NullMarked;
