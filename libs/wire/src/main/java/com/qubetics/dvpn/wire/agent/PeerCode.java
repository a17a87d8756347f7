package com.qubetics.dvpn.wire.agent;

/// Why a node does not serve a session, or no longer; told by its agent, and where it does not
/// answer by the ledger. A name stands as a text in what is told, since an agent may be newer than
/// the ledger and the ledger newer than a client.
public enum PeerCode {
  /// The grant's signature is not its session key's.
  GRANT_SIGNATURE,
  /// The session's name is not the digest of its grant.
  GRANT_SESSION,
  /// The grant is for another node.
  GRANT_NODE,
  /// It begins more than 120 s in the future.
  GRANT_NOT_YET,
  GRANT_EXPIRED,
  /// It opened a session before, and that session is over or another account's.
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
  INSTALL_FAILED,
  /// The registry does not let the node serve.
  NODE_NOT_ACTIVE,
  /// The client's tunnel key is in use at this node.
  TUNNEL_KEY_TAKEN,
  /// The account's credit is used up, and some of it was left unsigned at this node.
  LEFT_UNSIGNED,
  /// The node's offer is not what it should be.
  BAD_OFFER,
  /// The node has not answered in time.
  INSTALL_TIMEOUT,
  /// By the agent, without a word why.
  REFUSED,
  /// By the agent, without a word why.
  REMOVED_BY_NODE,
  /// Its grant has run out.
  EXPIRED,
  ENDED_BY_USER,
  ALLOWANCE_SPENT
}
