package com.qubetics.dvpn.wire.agent;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What became of one statement; sent only after its transaction has committed.
///
/// @param outcome ACKED: this usage or a later one of its boot is acked
/// @param code with REJECTED: why
/// @param detail with SESSION_OVER: its times
/// @param ack the newest verified ack of the session and boot, if there is one
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageReceipt(
    Bytes32 usageHash,
    Outcome outcome,
    @Nullable UsageFault code,
    @Nullable String detail,
    @Nullable Signed<Ack> ack) {

  public UsageReceipt {
    Objects.requireNonNull(usageHash, "usageHash");
    Objects.requireNonNull(outcome, "outcome");
  }

  public enum Outcome {
    STORED,
    ACKED,
    REJECTED,
    @JsonEnumDefaultValue
    UNKNOWN
  }

  /// The answer to a report, in its order.
  public record Batch(List<UsageReceipt> items) {
    public Batch {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }

  public static UsageReceipt stored(Bytes32 usageHash) {
    return new UsageReceipt(usageHash, Outcome.STORED, null, null, null);
  }

  public static UsageReceipt acked(Bytes32 usageHash, Signed<Ack> ack) {
    return new UsageReceipt(usageHash, Outcome.ACKED, null, null, ack);
  }

  public static UsageReceipt rejected(Bytes32 usageHash, UsageFault code, @Nullable String detail) {
    return new UsageReceipt(usageHash, Outcome.REJECTED, code, detail, null);
  }
}
