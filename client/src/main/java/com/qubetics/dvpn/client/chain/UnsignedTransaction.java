package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What the user's wallet is asked to send.
///
/// @param value base units
/// @param data `0x…`
public record UnsignedTransaction(Address to, TokenAmount value, String data, long chainId) {}
