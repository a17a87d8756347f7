package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One try on the way to a connection.
///
/// @param node null if it ended before any node was turned to
/// @param millis by this machine's monotonic clock, from the turn to the node until it was given up
///   or had carried a packet; inside the control plane by the ledger's
/// @param code why it was given up, stable; null for the try that connected
/// @param detail the same for people; null where only the code is known
public record Try(
    @Nullable NodeId node, double millis, @Nullable String code, @Nullable String detail) {
  public boolean failed() {
    return code != null;
  }

  /// One line for people.
  public String text() {
    return String.format(
        Locale.ROOT,
        "tried %s for %.0f ms: %s%s",
        node == null ? "no node yet" : node,
        millis,
        code == null ? "connected" : code,
        detail == null ? "" : ", " + detail);
  }
}
