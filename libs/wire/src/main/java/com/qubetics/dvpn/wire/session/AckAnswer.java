package com.qubetics.dvpn.wire.session;

import com.qubetics.dvpn.protocol.value.ByteCount;
import java.util.Objects;

/// The session's counted bytes, with the ack committed.
public record AckAnswer(ByteCount countedBytes) {
  public AckAnswer {
    Objects.requireNonNull(countedBytes, "countedBytes");
  }
}
