package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.node.ProbeKey;
import java.util.Objects;

/// What a node checks the challenges of an epoch's slots by.
public record EpochProbeKey(long epoch, ProbeKey key) {
  public EpochProbeKey {
    Objects.requireNonNull(key, "key");
  }
}
