package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;

/// An endpoint that was not reached, or whose answer did not come whole.
public final class NoAnswerException extends ChainException {
  private static final long serialVersionUID = 1;

  private final boolean slow;

  /// @param slow it was reached: less might have been answered
  NoAnswerException(String message, boolean slow, Throwable cause) {
    super(message, cause);
    this.slow = slow;
  }

  boolean slow() {
    return slow;
  }
}
