package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// A call that the user's wallet is asked to send.
///
/// @param value base units
/// @param data `0x…`
public record WalletCall(Address to, TokenAmount value, String data, long chainId) {}
