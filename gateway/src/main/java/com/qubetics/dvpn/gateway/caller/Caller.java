package com.qubetics.dvpn.gateway.caller;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;

/// An authenticated caller.
public sealed interface Caller {

  /// A user's app, by an access token.
  record User(Account account, AppKey appKey) implements Caller {}

  /// A node's agent, by its signature over this very request.
  record Agent(NodeId node) implements Caller {}
}
