package com.qubetics.dvpn.admin;

import java.util.Locale;

/// The networks there are, each with the one chain id it may be deployed on.
enum NetworkName {
  DEVNET(31337),
  TESTNET(9029),
  MAINNET(9030);

  private final long chainId;

  NetworkName(long chainId) {
    this.chainId = chainId;
  }

  long chainId() {
    return chainId;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
