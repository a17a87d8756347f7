package com.qubetics.dvpn.agent.chain;

/// The chain did not answer, or refused; the message says what to do.
public final class ChainException extends Exception {
  private static final long serialVersionUID = 1;

  public ChainException(String message) {
    super(message);
  }

  ChainException(String message, Throwable cause) {
    super(message, cause);
  }
}
