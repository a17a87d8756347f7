package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the ledger did with a statement.
///
/// @param code why, for REJECTED
/// @param ack the client's, if it was there already
public record UsageReceipt(
    Bytes32 usageHash, Outcome outcome, @Nullable String code, @Nullable Signed<Ack> ack) {

  public UsageReceipt {
    Objects.requireNonNull(usageHash, "usageHash");
    Objects.requireNonNull(outcome, "outcome");
  }

  public enum Outcome {
    STORED,
    ACKED,
    REJECTED
  }
}
