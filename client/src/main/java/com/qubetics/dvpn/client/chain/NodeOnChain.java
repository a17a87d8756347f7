package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;

/// What a provider has registered for a node key, as far as a client compares it with an offer.
public record NodeOnChain(
    Account provider, Bytes32 tunnelKey, Bytes32 endpointHash, boolean expelled) {}
