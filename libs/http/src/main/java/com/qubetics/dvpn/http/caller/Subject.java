package com.qubetics.dvpn.http.caller;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;

/// On whose behalf a service is called.
public sealed interface Subject {

  /// Nobody in particular: a public route of the gateway.
  record Nobody() implements Subject {}

  /// A user's app with an access token.
  record User(Account account, AppKey appKey) implements Subject {}

  /// A node's agent that signed the request.
  record Node(NodeId node) implements Subject {}

  /// Another service, for itself; `name` is the token's issuer.
  record Service(String name) implements Subject {}
}
