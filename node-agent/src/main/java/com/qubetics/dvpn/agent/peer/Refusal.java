package com.qubetics.dvpn.agent.peer;

/// Why this node does not install, or ended, a session. The names are stable: they go to the
/// ledger, the client and the status.
public enum Refusal {
  /// The grant's signature is not its session key's.
  GRANT_SIGNATURE,
  /// The session's name is not the digest of its grant.
  GRANT_SESSION,
  /// The grant is for another node.
  GRANT_NODE,
  /// It begins more than 120 s in the future.
  GRANT_NOT_YET,
  GRANT_EXPIRED,
  /// It opened a session here before, and that session is over.
  GRANT_USED,
  /// It is older than this node's memory of used grants.
  GRANT_FORGOTTEN,
  /// All its bytes are used.
  GRANT_SPENT,
  ADDRESS_INVALID,
  ADDRESS_IN_USE,
  KEY_IN_USE,
  NODE_FULL,
  /// The node doubts its clock, disk, firewall or WireGuard, or is draining.
  NODE_NOT_READY,
  INSTALL_FAILED
}
