package com.qubetics.dvpn.agent.usage;

/// How a session's packets pass.
public enum Flow {
  FREE,
  /// Its client has not signed yet and has used up the first credit: it passes at a speed that
  /// leaves time for the ack.
  SLOWED,
  /// Nothing passes until the next ack.
  PAUSED
}
