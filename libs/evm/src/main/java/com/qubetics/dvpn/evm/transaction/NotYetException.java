package com.qubetics.dvpn.evm.transaction;

import com.qubetics.dvpn.evm.ChainException;

/// No block holds a transaction in the time that somebody wanted to wait; it may still come.
/// Starting the same again goes on.
public final class NotYetException extends ChainException {
  private static final long serialVersionUID = 1;

  public NotYetException(String message) {
    super(message);
  }
}
