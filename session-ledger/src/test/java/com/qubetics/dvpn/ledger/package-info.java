/// The ledger as a whole: the real service on real engines, spoken to by HTTP as gateway, agents
/// and clients do. Start at [com.qubetics.dvpn.ledger.RunningLedger].
package com.qubetics.dvpn.ledger;
