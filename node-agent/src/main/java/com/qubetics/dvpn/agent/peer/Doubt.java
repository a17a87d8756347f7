package com.qubetics.dvpn.agent.peer;

/// What keeps a node from taking peers and renewing leases (I12). The names are reason codes in
/// heartbeats and status.
public enum Doubt {
  /// The clock differs from the gateway's by more than 120 s, or was never compared.
  CLOCK_UNPROVEN,
  /// What has to be remembered can't be written.
  DISK_NOT_WRITABLE,
  /// The firewall is not as written.
  FIREWALL_CHANGED,
  /// The WireGuard interface does not answer or does not hold what it should.
  WIREGUARD_FAILING
}
