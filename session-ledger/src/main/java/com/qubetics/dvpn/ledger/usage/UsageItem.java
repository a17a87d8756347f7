package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;

/// One statement of an agent.
///
/// @param paused whether the node serves the session no longer until its client has acked
record UsageItem(Signed<Usage> usage, boolean paused) {}
