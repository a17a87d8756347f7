package com.qubetics.dvpn.admin.deploy;

import java.util.Locale;

/// A deployment's transactions in their order; each has the deployer's next nonce.
public enum Step {
  TIMELOCK,
  REGISTRY,
  LEDGER,
  VAULT,
  /// Pays into the vault; left out if there is nothing to pay.
  FUND;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
