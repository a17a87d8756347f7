package com.qubetics.dvpn.wireguard.host;

import java.io.IOException;

/// The kernel's answer to a request that it did not follow.
public final class NetlinkRefusal extends IOException {
  private static final long serialVersionUID = 1;
  private static final int NO_SUCH_THING = 2;

  private final int error;

  NetlinkRefusal(int error) {
    super("netlink: errno " + error);
    this.error = error;
  }

  /// Whether what the request named is not there.
  public boolean isAbsence() {
    return error == NO_SUCH_THING;
  }
}
