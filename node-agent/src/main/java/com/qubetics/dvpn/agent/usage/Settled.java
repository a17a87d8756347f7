package com.qubetics.dvpn.agent.usage;

/// How far a session's bytes are signed for, to be remembered beyond the agent's life: what moved
/// later is stated again in the next boot, so that no byte is lost to a crash. A client signs no
/// byte twice, since it compares the sum over all boots with what it saw.
///
/// @param counted rx + tx since the session began, over all boots
/// @param rxRaw WireGuard's counter at that point
/// @param txRaw WireGuard's counter at that point
public record Settled(long counted, long rxRaw, long txRaw) {
  public static final Settled NONE = new Settled(0, 0, 0);

  public Settled {
    if (counted < 0 || rxRaw < 0 || txRaw < 0) {
      throw new IllegalArgumentException("settled: negative bytes");
    }
  }
}
