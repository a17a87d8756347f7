package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import java.util.List;

/// A statement on its way to the ledger.
///
/// @param paused whether the session's credit is used up, so that nothing passes until an ack comes
public record UsageItem(Signed<Usage> usage, boolean paused) {

  /// What an agent posts.
  public record Batch(List<UsageItem> items) {}
}
