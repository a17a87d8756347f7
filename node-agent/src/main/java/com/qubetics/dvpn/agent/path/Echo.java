package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;

/// Something outside that answers when a TCP connection is opened, if only to refuse it.
record Echo(TunnelAddress address, int port) {

  @Override
  public String toString() {
    return address + ":" + port;
  }
}
