package com.qubetics.dvpn.evm;

/// The chain could not be asked, or answered with something unusable. Trying again may help.
public class ChainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ChainException(String message) {
    super(message);
  }

  public ChainException(String message, Throwable cause) {
    super(message, cause);
  }
}
