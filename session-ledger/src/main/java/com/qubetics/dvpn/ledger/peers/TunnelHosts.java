package com.qubetics.dvpn.ledger.peers;

/// Which addresses of a node's tunnel network sessions get, counted from its first: that one is
/// nobody's, the next is the node's, the last but one is that of the packet by which the node
/// proves that users' packets pass, and the last is nobody's.
public final class TunnelHosts {
  public static final int FIRST = 2;
  public static final int LAST = 65_533;

  private TunnelHosts() {}
}
