package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;

/// Refuses a node of another chain than the network's; asks until there was one right answer.
public final class ChainIdCheck {
  private final JsonRpc rpc;
  private final long expected;
  private volatile boolean passed;

  public ChainIdCheck(JsonRpc rpc, long expected) {
    this.rpc = rpc;
    this.expected = expected;
  }

  /// @throws ChainException if the node is of another chain
  public void require() {
    if (passed) {
      return;
    }
    long actual = rpc.chainId();
    if (actual != expected) {
      throw new ChainException(
          "the node is of chain %s (expected: %s, the network's)".formatted(actual, expected));
    }
    passed = true;
  }
}
