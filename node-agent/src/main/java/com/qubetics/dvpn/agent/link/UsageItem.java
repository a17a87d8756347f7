package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;

/// A statement on its way to the ledger.
///
/// @param paused whether the session's credit is used up, so that nothing passes until an ack comes
public record UsageItem(Signed<Usage> usage, boolean paused) {}
