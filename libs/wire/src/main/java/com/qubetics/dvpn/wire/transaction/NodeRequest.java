package com.qubetics.dvpn.wire.transaction;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;

/// To begin or end a node's exit.
public record NodeRequest(Account from, NodeId node) {}
