package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.ByteCount;

/// The usage and ack with the highest seq of one boot of a session.
///
/// @param before bytes of this boot that earlier epochs have counted; at most what the ack names
public record OpenedBoot(ByteCount before, Signed<Usage> usage, Signed<Ack> ack) {

  public OpenedBoot {
    if (before.compareTo(ack.message().total()) > 0) {
      throw new IllegalArgumentException(
          "before: %s (expected: at most the ack's %s)".formatted(before, ack.message().total()));
    }
  }

  /// What this boot counts in this epoch.
  public ByteCount counted() {
    return ack.message().total().minus(before);
  }
}
