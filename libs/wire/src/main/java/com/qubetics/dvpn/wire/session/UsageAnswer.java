package com.qubetics.dvpn.wire.session;

import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A session's newest usage, for the client that is to acknowledge it.
///
/// @param usage null until the node has stated any
/// @param paused whether the node waits for an ack before it serves on
public record UsageAnswer(
    @Nullable Signed<Usage> usage,
    @Nullable Bytes32 usageHash,
    boolean paused,
    ByteCount countedBytes) {

  public UsageAnswer {
    Objects.requireNonNull(countedBytes, "countedBytes");
  }
}
