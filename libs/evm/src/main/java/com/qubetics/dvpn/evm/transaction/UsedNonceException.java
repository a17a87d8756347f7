package com.qubetics.dvpn.evm.transaction;

/// Another transaction of the account used the nonce, as its block shows: ours can't come any more.
public final class UsedNonceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsedNonceException(String message) {
    super(message);
  }
}
