package com.qubetics.dvpn.ledger.peers;

/// Which addresses of a node's tunnel network sessions get, counted from its first: that one is
/// nobody's, the next is the node's, and the last two are nobody's again.
public final class TunnelHosts {
  public static final int FIRST = 2;
  public static final int LAST = 65_533;

  private TunnelHosts() {}
}
