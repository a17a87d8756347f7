package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.evm.ChainException;

/// The signer gave no signature, or none of its account. Trying again may help.
public final class SignerException extends ChainException {
  private static final long serialVersionUID = 1;

  public SignerException(String message) {
    super(message);
  }

  public SignerException(String message, Throwable cause) {
    super(message, cause);
  }
}
