package com.qubetics.dvpn.wire.network;

/// Why a node is not active; the names are the stable codes that API, command line and dashboard
/// show alike. A node that is not ready adds the codes of its own agent.
public enum NodeReason {
  /// No heartbeat yet, or none for longer than the presence time-out.
  NO_HEARTBEAT,
  /// The agent's version is below the network's minimum.
  AGENT_TOO_OLD,
  /// The reported endpoint does not hash to the one registered on chain.
  ENDPOINT_MISMATCH,
  /// The agent says that it can't serve; its own codes follow.
  NOT_READY,
  /// The slots that confirm a node are not completed yet.
  PROBES_PENDING,
  /// Probers brought no valid answers in the last slots.
  PROBES_FAILING,
  /// The address prefix has its five active nodes.
  PREFIX_FULL,
  /// Deposit or buffer is below what is required on chain.
  SUSPENDED,
  /// Barred on chain for a time.
  JAILED,
  /// Barred on chain for good.
  EXPELLED,
  /// The provider announced the exit.
  LEAVING,
  /// A reorganisation of the chain took the registration back.
  NOT_REGISTERED,
  /// The provider withdrew the node.
  WITHDRAWN,
  /// The provider replaced the node key; the node goes on under the new one.
  KEY_ROTATED
}
