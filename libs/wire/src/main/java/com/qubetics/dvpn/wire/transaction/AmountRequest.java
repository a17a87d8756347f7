package com.qubetics.dvpn.wire.transaction;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// To move money to or from a node's deposit or buffer.
public record AmountRequest(Account from, NodeId node, TokenAmount amount) {}
