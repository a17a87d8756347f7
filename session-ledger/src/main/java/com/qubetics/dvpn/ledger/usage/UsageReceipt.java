package com.qubetics.dvpn.ledger.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import org.jspecify.annotations.Nullable;

/// What became of one statement; sent only after its transaction has committed.
///
/// @param outcome ACKED: this usage or a later one of its boot is acked
/// @param code with REJECTED: BAD_SIGNATURE, IMPOSSIBLE, SESSION_UNKNOWN, SESSION_OVER,
///   CONTRADICTION, RESTATED or FALLING
/// @param detail with SESSION_OVER: its times
/// @param ack the newest verified ack of the session and boot, if there is one
@JsonInclude(JsonInclude.Include.NON_NULL)
record UsageReceipt(
    Bytes32 usageHash,
    Outcome outcome,
    @Nullable String code,
    @Nullable String detail,
    @Nullable Signed<Ack> ack) {

  enum Outcome {
    STORED,
    ACKED,
    REJECTED
  }

  static UsageReceipt rejected(Bytes32 usageHash, String code, @Nullable String detail) {
    return new UsageReceipt(usageHash, Outcome.REJECTED, code, detail, null);
  }
}
